/** Numbers, money, dates and durations in words. Pure: the language comes with `words`. */

/** @typedef {import("./decode.mjs").When} When */
/** @typedef {import("./strings.mjs").Words} Words */

const MONTH_DAYS = 30.4375;

/** @param {number} x @param {number} digits significant digits @returns {string} with thin grouping */
export function formatNumber(x, digits = 3) {
  if (!Number.isFinite(x)) return "";
  const size = Math.abs(x);
  const decimals = size === 0 ? 0 : Math.max(0, Math.min(6, digits - 1 - Math.floor(Math.log10(size) + 1e-9)));
  const text = x.toFixed(decimals);
  const [whole, fraction = ""] = text.split(".");
  const grouped = whole.length > (whole.startsWith("-") ? 5 : 4) ? whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") : whole;
  const tail = fraction.replace(/0+$/, "");
  return (tail ? `${grouped}.${tail}` : grouped).replace("-", "−");
}

/**
 * The unit in which amounts of this size are told: factor and word.
 * @param {number} x @param {Words} words @param {number} [digits] significant ones: what they round up to is told in the larger unit @returns {[number, string]}
 */
export function moneyUnit(x, words, digits = 4) {
  const size = Math.abs(x);
  const rounded = 1 - 0.5 * 10 ** -digits;
  /** @type {[number, number, string][]} */
  const steps = words.lang === "zh" ? [[1e12, 1e12, "tn"], [1e8, 1e8, "bn"], [1e4, 1e4, "m"]] : [[1e12, 1e12, "tn"], [1e9, 1e9, "bn"], [1e6, 1e6, "m"]];
  for (const [from, factor, key] of steps) if (size >= from * rounded) return [factor, words.t(key)];
  return [1, ""];
}

/** "CNY 72.73 bn": as many digits wherever a sum stands, so that one sum never reads as two. @param {number} x @param {string} currency @param {Words} words @param {number} [digits] */
export function formatMoney(x, currency, words, digits = 4) {
  if (!Number.isFinite(x)) return "";
  const [factor, unit] = moneyUnit(x, words, digits);
  return [currency, formatNumber(x / factor, digits), unit].filter(Boolean).join("\u00a0");
}

/**
 * A quantity with its unit: "340 million m³", in Chinese "3.4 亿 m³"; up to a million all its digits.
 * @param {number} x @param {string} unit @param {Words} words
 */
export function formatQuantity(x, unit, words) {
  const size = Math.abs(x);
  /** @type {[number, number, string][]} */
  const steps = words.lang === "zh" ? [[1e12, 1e12, "tn"], [1e8, 1e8, "bn"], [1e6, 1e4, "m"]] : [[999_999_500, 1e9, "billion"], [999_999.5, 1e6, "million"]];
  const step = steps.find(([from]) => size >= from);
  const said = step ? `${formatNumber(x / step[1], 6)}\u00a0${words.t(step[2])}` : formatNumber(x, size >= 1000 ? 12 : 4);
  return [said, raisedUnit(unit)].filter(Boolean).join("\u00a0");
}

/** Powers as one writes them: m3 is m³. @param {string} unit */
function raisedUnit(unit) {
  return unit.replace(/(?<![\p{L}\d])([kcmd]?m)([23])(?![\p{L}\d])/gu, (_, metre, power) => metre + (power === "2" ? "²" : "³"));
}

/** Signed change in percent, "+12 %"; rounded, "±0 %" where it is nothing. @param {number} from @param {number} to */
export function formatChange(from, to) {
  const pct = (to / from - 1) * 100;
  const digits = Math.abs(pct) < 10 ? 1 : 0;
  const text = Math.abs(pct).toFixed(digits).replace(/\.0$/, "");
  return Number(text) === 0 ? "±0\u00a0%" : `${pct > 0 ? "+" : "−"}${formatNumber(Number(text), 4)}\u00a0%`;
}

const EN_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const EN_LONG = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/**
 * A partial date in words: "Dec 2026", "2026", "16 Sep 2026", "Jan–Jun 2027", "about 2026".
 * @param {When | null} when @param {Words} words @param {boolean} [long] months in full
 */
export function formatDate(when, words, long = false) {
  return when ? formatEdtf(when.text, words, long) : "";
}

/** @param {string} text EDTF @param {Words} words @param {boolean} [long] @returns {string} */
export function formatEdtf(text, words, long = false) {
  if (text.includes("/")) return formatInterval(text, words, long);
  const plain = text.replace(/[~?%]/g, "");
  const said = formatPlain(plain, words, long);
  return plain === text ? said : words.t("about_date", { date: said });
}

/** @param {string} text @param {Words} words @param {boolean} long */
function formatPlain(text, words, long) {
  const parts = /^(\d{2}XX|\d{3}X|\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text);
  if (!parts) return text.slice(0, 40);
  const [, year, month, day] = parts;
  if (year.includes("X")) return words.t(year.endsWith("XX") ? "century" : "decade", { year: year.replace(/X/g, "0") });
  if (!month) return words.lang === "zh" ? `${year} 年` : year;
  const m = Number(month);
  if (m >= 33 && m <= 36) return words.t("quarter", { q: m - 32, year });
  if (m === 40 || m === 41) return words.t(m === 40 ? "halfOf1" : "halfOf2", { year });
  if (m >= 21 && m <= 24) return words.t(`season${m - 20}`, { year });
  if (m < 1 || m > 12) return text;
  if (words.lang === "zh") return day ? `${year} 年 ${m} 月 ${Number(day)} 日` : `${year} 年 ${m} 月`;
  const name = (long ? EN_LONG : EN_MONTHS)[m - 1];
  return day ? `${Number(day)} ${name} ${year}` : `${name} ${year}`;
}

/** @param {string} text @param {Words} words @param {boolean} long */
function formatInterval(text, words, long) {
  const [a, b] = text.split("/");
  const said = (/** @type {string} */ part) => formatEdtf(part, words, long);
  if (a === "" || a === "..") return words.t("by", { date: said(b) });
  if (b === "" || b === "..") return words.t("after", { date: said(a) });
  // what both ends share is said once: "2032–2033 年", "Jan–Jun 2027", "2–5 Mar 2026"
  const [x, y] = [a, b].map((part) => /^(\d{4})(?:-(0\d|1[0-2])(?:-(\d\d))?)?$/.exec(part));
  if (!x || !y || x[0].length !== y[0].length) return `${said(a)}–${said(b)}`;
  const [month, day] = [x[2], x[3]];
  const sameYear = x[1] === y[1];
  const sameMonth = sameYear && month === y[2];
  if (words.lang === "zh") {
    if (!month) return `${a}–${b} 年`;
    if (day && sameMonth) return `${x[1]} 年 ${Number(month)} 月 ${Number(day)}–${Number(y[3])} 日`;
    if (!day && sameYear) return `${x[1]} 年 ${Number(month)}–${Number(y[2])} 月`;
    return sameYear ? `${said(a)}–${said(b).replace(/^\d+ 年 /, "")}` : `${said(a)}–${said(b)}`;
  }
  if (day && sameMonth) return `${Number(day)}–${said(b)}`;
  return month && sameYear ? `${said(a).slice(0, -5)}–${said(b)}` : `${said(a)}–${said(b)}`;
}

/** @param {When} when @returns {number} middle day; with an open end the known end */
export function midpoint(when) {
  if (isOpen(when)) return when.lo < -700000 ? when.hi : when.lo;
  return (when.lo + when.hi) / 2;
}

/** @param {When} when @returns {number} days on either side of the middle */
export function halfWidth(when) {
  return isOpen(when) ? Infinity : (when.hi - when.lo) / 2;
}

/** @param {When} when True where one end is not known (0001-01-01 or 9999-12-31). */
export function isOpen(when) {
  return when.lo < -700000 || when.hi > 2900000;
}

/**
 * A number of days as people say it: "three months", "1 year 2 months", "9 days".
 * @param {number} days @param {Words} words
 */
export function formatDuration(days, words) {
  const size = Math.abs(days);
  /** @param {number} n @param {string} unit */
  const say = (n, unit) => (words.lang === "zh" ? `${n} ${words.t(unit, { n })}` : `${n} ${words.t(unit, { n })}`);
  if (size < 45) return say(Math.round(size), "day");
  const months = Math.round(size / MONTH_DAYS);
  if (months < 12) return words.lang === "en" ? `${SMALL[months] || months} ${words.t("month", { n: months })}` : say(months, "month");
  const [years, rest] = [Math.floor(months / 12), months % 12];
  if (!rest) return words.lang === "en" ? `${SMALL[years] || years} ${words.t("year", { n: years })}` : say(years, "year");
  return words.lang === "zh" ? `${say(years, "year")}零 ${say(rest, "month")}` : `${say(years, "year")} ${say(rest, "month")}`;
}

const SMALL = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/**
 * A claimed value with its qualifier: "over CNY 33 bn", "about 2026".
 * @param {import("./decode.mjs").Claim} claim @param {string} type type of the field @param {Words} words
 */
export function formatValue(claim, type, words) {
  return qualified(bareValue(claim, type, words), claim.qualifier, words, claim.date !== null);
}

/** @param {string} value @param {string} qualifier @param {Words} words @param {boolean} [isDate] a date is not "up to" but "by" */
export function qualified(value, qualifier, words, isDate = false) {
  const key = isDate && /^at_(most|least)$/.test(qualifier) ? `q_date_${qualifier}` : `q_${qualifier}`;
  return !qualifier || qualifier === "exact" || words.t(key) === key ? value : words.t(key, { v: value });
}

/** @param {import("./decode.mjs").Claim} claim @param {string} type @param {Words} words */
function bareValue(claim, type, words) {
  if (type === "money" && Number.isFinite(claim.number)) return formatMoney(claim.number, claim.unit, words);
  if (Number.isFinite(claim.number)) {
    const unit = /^(percent|%)$/.test(claim.unit) || (!claim.unit && claim.field.startsWith("progress")) ? "%" : claim.unit;
    return formatQuantity(claim.number, unit, words);
  }
  if (claim.date) return formatDate(claim.date, words);
  if (claim.field === "geometry") return words.t("geometryText", { precision: words.t(`precision_${claim.unit || "approximate"}`) });
  if (claim.field === "status") return words.word("status", claim.text);
  if (claim.field === "sector") return words.word("sector", claim.text);
  return claim.text;
}
