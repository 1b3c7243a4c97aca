/** The medians of a page's totals, for tests/maps/test_map_measures.py: JSON in, JSON out. */

import { readFileSync } from "node:fs";
import { projectColumns } from "../../../maps/static/decode.mjs";
import { sectorPoints } from "../../../maps/static/sectorview.mjs";
import { strips } from "../../../maps/static/slip.mjs";
import { totals } from "../../../maps/static/totals.mjs";

const p = projectColumns(JSON.parse(readFileSync(0, "utf8")));
const every = new Uint8Array(p.n).fill(1);
const { delay, overrun } = totals(p, every);
const byChart = (measure) => strips(sectorPoints(p, every, measure).points.map((point) => ({ ...point, group: "all" })))[0].median;
process.stdout.write(JSON.stringify({ delay, overrun, charts: { delay: byChart("delay"), overrun: byChart("overrun") } }));
