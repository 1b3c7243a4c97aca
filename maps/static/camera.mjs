/** Where the map looks: at one project, at all of them, or where a link says. */

import { latitude, longitude } from "./geo.mjs";

/** @typedef {import("./state.mjs").Place} Place */

/**
 * @param {any} map @param {import("./layer.mjs").ProjectLayer} layer
 * @param {{ narrow: () => boolean, calm: () => boolean, height: () => number, moved: (place: Place) => void }} around `moved` is told where the reader, not the page, has moved the map
 */
export function camera(map, layer, around) {
  const { shapes } = layer.projects;
  let byHand = false;
  const hand = () => (byHand = true);
  const container = map.getContainer();
  for (const event of ["pointerdown", "wheel", "keydown"]) container.addEventListener(event, hand, { passive: true });
  map.on("moveend", () => byHand && around.moved(place()));

  /** @returns {Place} */
  function place() {
    const { lat, lng } = map.getCenter();
    return [map.getZoom(), lat, lng];
  }

  /** @param {number} row @param {boolean} fly else only as far as needed */
  function goTo(row, fly) {
    if (!shapes.kind[row]) return;
    const b = layer.boxes.subarray(6 * row, 6 * row + 6);
    const below = around.narrow() ? around.height() * 0.55 : 0;
    const animate = !around.calm();
    const at = L.latLng(latitude(b[5]), nearest(longitude(b[4])));
    if (!fly) return map.panInside(at, { paddingTopLeft: [40, 40], paddingBottomRight: [40, 40 + below], animate });
    byHand = false;
    const shift = nearest(longitude(b[4])) - longitude(b[4]);
    const bounds = L.latLngBounds([latitude(b[3]), longitude(b[0]) + shift], [latitude(b[1]), longitude(b[2]) + shift]);
    map.flyToBounds(bounds.isValid() ? bounds : at.toBounds(1), { maxZoom: Math.max(6, Math.min(8, map.getZoom())), paddingTopLeft: [50, 50], paddingBottomRight: [50, 50 + below], animate, duration: 0.8 });
  }

  /** The longitude of a place in the copy of the world that is being looked at. @param {number} lon */
  function nearest(lon) {
    return lon + 360 * Math.round((map.getCenter().lng - lon) / 360);
  }

  /** Show all projects of `shown` that have a location. @param {Uint8Array} shown */
  function showAll(shown) {
    byHand = false;
    let [x0, y0, x1, y1] = [1, 1, 0, 0];
    const [xs, ys] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
    for (let k = 0; k < shown.length; k++) {
      if (!shown[k] || !shapes.kind[k]) continue;
      xs.push(layer.boxes[6 * k + 4]);
      ys.push(layer.boxes[6 * k + 5]);
      const b = layer.boxes.subarray(6 * k, 6 * k + 4);
      [x0, y0, x1, y1] = [Math.min(x0, b[0]), Math.min(y0, b[1]), Math.max(x1, b[2]), Math.max(y1, b[3])];
    }
    if (x1 < x0) return;
    const bounds = L.latLngBounds([[latitude(y1), longitude(x0)], [latitude(y0), longitude(x1)]]);
    const { x: width, y: height } = map.getSize();
    map.setMinZoom(Math.ceil(Math.log2(Math.max(256, height) / 256) * 4) / 4); // the world is never lower than the window
    const whole = map.getBoundsZoom(bounds, false, L.point(56, 56));
    if (height <= width || whole > 3) return map.fitBounds(bounds, { padding: [28, 28], maxZoom: 7, animate: false });
    // an upright screen: nearer, and where most projects are, rather than a small world between two empty oceans
    map.setView([latitude(middle(ys)), longitude(middle(xs))], Math.max(whole + 0.75, map.getMinZoom()), { animate: false });
  }

  /** Look where a link says. @param {Place} there */
  function look([zoom, lat, lng]) {
    byHand = true;
    map.setView([lat, lng], zoom, { animate: false });
  }

  /** @param {1 | -1} way in or out */
  function zoom(way) {
    byHand = true;
    if (way > 0) map.zoomIn();
    else map.zoomOut();
  }

  return { goTo, showAll, look, zoom };
}

/** @param {number[]} values */
function middle(values) {
  return values.sort((a, b) => a - b)[values.length >> 1];
}
