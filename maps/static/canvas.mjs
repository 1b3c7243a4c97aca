/** A Leaflet layer that is one canvas, drawn by a function. It follows the zoom animation and is redrawn when the map rests. */

/**
 * What a painter is told: a place (x, y) of the world (0 to 1) stands at (x * scale - left, y * scale - top) on the canvas.
 * @typedef {object} View
 * @property {number} zoom
 * @property {number} scale width of the world in CSS pixels
 * @property {number} left @property {number} top
 * @property {number} width @property {number} height size of the canvas in CSS pixels
 * @property {number} ratio device pixels per CSS pixel
 * @property {number} first @property {number} last copies of the world that show: 0 is the middle one, 1 the one east of it
 */

const PAD = 160; // CSS pixels drawn beyond each edge, so that a short drag shows no gap

/**
 * @param {any} map @param {string} pane name of a pane to put it in, made if missing @param {number} zIndex
 * @param {(g: CanvasRenderingContext2D, view: View) => void} paint
 * @returns {{ repaint: () => void, view: () => View | null }}
 */
export function canvasLayer(map, pane, zIndex, paint) {
  const canvas = document.createElement("canvas");
  canvas.className = "leaflet-zoom-animated";
  canvas.setAttribute("aria-hidden", "true");
  map.createPane(pane).appendChild(canvas);
  Object.assign(map.getPane(pane).style, { zIndex: String(zIndex), pointerEvents: "none" });
  /** @type {View | null} */ let view = null;
  /** @type {any} */ let corner = null;

  function draw() {
    const size = map.getSize();
    if (!size.x || !size.y) return;
    corner = map.containerPointToLayerPoint([-PAD, -PAD]);
    L.DomUtil.setTransform(canvas, corner, 1);
    const origin = map.getPixelOrigin().add(corner);
    const [width, height] = [size.x + 2 * PAD, size.y + 2 * PAD];
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const scale = 256 * 2 ** map.getZoom();
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    view = { zoom: map.getZoom(), scale, left: origin.x, top: origin.y, width, height, ratio, first: Math.floor(origin.x / scale), last: Math.floor((origin.x + width) / scale) };
    const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.clearRect(0, 0, canvas.width, canvas.height);
    g.scale(ratio, ratio);
    paint(g, view);
  }

  // several of these come together: one drawing a frame is enough
  let asked = false;
  function repaint() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  }

  map.on("moveend zoomend viewreset resize", repaint);
  map.on("move", () => {
    if (!view || map._animatingZoom) return;
    const now = map.containerPointToLayerPoint([0, 0]);
    if (Math.abs(now.x - PAD - corner.x) > PAD || Math.abs(now.y - PAD - corner.y) > PAD) draw();
  });
  map.on("zoomanim", (/** @type {any} */ e) => {
    if (!view) return;
    // where the canvas's corner will stand when the animation ends
    const factor = map.getZoomScale(e.zoom, view.zoom);
    const target = map.project(e.center, e.zoom).subtract(map.getSize().divideBy(2)).subtract(map.containerPointToLayerPoint([0, 0]));
    L.DomUtil.setTransform(canvas, L.point(view.left, view.top).multiplyBy(factor).subtract(target.round()), factor);
  });
  return { repaint, view: () => view };
}
