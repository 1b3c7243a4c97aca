/** Rows of a page's two data blocks as of several days, for tests/maps/test_map_replay.py: JSON in, JSON out. */

import { readFileSync } from "node:fs";
import { cardTables, cardsOf } from "../../../maps/static/claimcols.mjs";
import { dayNumber } from "../../../maps/static/decode.mjs";
import { knownOf, measuresOf } from "../../../maps/static/measures.mjs";
import { cardOn, rowOn } from "../../../maps/static/replay.mjs";
import { openingStory } from "../../../maps/static/slip.mjs";

const { fields, slugs, cards, days } = JSON.parse(readFileSync(0, "utf8"));
const read = cardsOf(cardTables(cards, slugs.length));
const out = {};
for (const day of days) {
  out[day] = {};
  slugs.forEach((slug, k) => {
    const card = read.card(k);
    const row = rowOn(card.claims, dayNumber(day), fields, read.prices);
    if (!row.known) return;
    const seen = cardOn(card, dayNumber(day), fields);
    out[day][slug] = { row, measures: measuresOf(knownOf(seen, row.status, row.country), read.prices), story: openingStory(seen, row.completion_actual || null)?.size, claims: seen.claims.length, choices: Object.values(seen.choices) };
  });
}
process.stdout.write(JSON.stringify(out));
