/** The map: ground, projects and marks on three canvases over Leaflet, the camera, and the pointer. */

import { paintWorld } from "./basemap.mjs";
import { camera } from "./camera.mjs";
import { canvasLayer } from "./canvas.mjs";
import { ProjectLayer } from "./layer.mjs";
import { pointing } from "./pointing.mjs";

/**
 * @typedef {object} MapContext
 * @property {import("./decode.mjs").Projects} projects
 * @property {import("./state.mjs").Store} store
 * @property {import("./sprites.mjs").Style} style
 * @property {() => "light" | "dark"} scheme
 * @property {{ host: string, url: string, maxZoom: number } | null} tiles
 * @property {(label: any) => string} label name of a country of the ground
 * @property {() => boolean} narrow
 * @property {() => boolean} calm
 * @property {() => number} height
 */

/** @param {any} map Leaflet's @param {MapContext} ctx */
export function mapView(map, ctx) {
  const { projects, store, style, scheme } = ctx;
  const layer = new ProjectLayer(projects, style);
  layer.scheme = scheme();
  /** @type {import("./basemap.mjs").World | null} */
  let world = null;
  const ground = canvasLayer(map, "ground", 150, (g, view) => world && paintWorld(g, view, world, style.themes[scheme()], ctx.label));
  const marks = canvasLayer(map, "projects", 420, (g, view) => layer.paint(g, view));
  const focus = canvasLayer(map, "focus", 430, (g, view) => {
    const { selected, hovered } = store.get();
    for (const [row, on] of /** @type {[number, boolean][]} */ ([[hovered === selected ? -1 : hovered, false], [selected, true]])) if (row >= 0 && (!projects.there || projects.there[row])) layer.paintMarked(g, view, row, on);
  });
  if (ctx.tiles) L.tileLayer(ctx.tiles.url, { maxZoom: ctx.tiles.maxZoom, maxNativeZoom: ctx.tiles.maxZoom, className: "tiles" }).addTo(map);
  const look = camera(map, layer, { narrow: ctx.narrow, calm: ctx.calm, height: ctx.height, moved: (place) => store.set({ place }) });
  return {
    layer,
    look,
    marks,
    focus,
    /** The ground has been read. @param {import("./basemap.mjs").World} read */
    setWorld(read) {
      world = read;
      ground.repaint();
    },
    /** Light or dark has changed, or all is to be drawn for the first time. */
    repaint() {
      layer.scheme = scheme();
      for (const part of [ground, marks, focus]) part.repaint();
    },
    /** Let the pointer find projects. @param {Parameters<typeof pointing>[4]} parts */
    listen: (parts) => pointing(map, layer, marks, store, parts),
  };
}
