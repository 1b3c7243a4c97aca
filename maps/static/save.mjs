/** Files that the page makes: no server, no network, a Blob and a click. */

/** @param {string} name of the file @param {Blob} blob */
export function saveBlob(name, blob) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A name that every file system takes. @param {string} text */
export function slugged(text) {
  return text.replace(/[^\w.-]+/g, "-").replace(/^[-.]+|[-.]+$/g, "").slice(0, 100) || "file";
}

/** Put a text on the clipboard. @param {string} text @returns {Promise<boolean>} false where the browser does not let the page */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
