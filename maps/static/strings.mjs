/** All words of the page, in English and Chinese. `{name}` is filled in; `one|many` picks by the number `n`. */

/** @type {{ [key: string]: string }} */
const EN = {
  map: "Map", list: "List", views: "Views", asKnownOn: "As known on {date}", dataVersion: "data {version}", recordedBefore: "ledger as it stood on {date}",
  search: "Search project, place, owner", searchResults: "Results", noResult: "No project matches “{query}”.", moreResults: "{n} more; type on to narrow",
  shown: "project shown|projects shown", ofAll: "of {n}", projects: "project|projects", countries: "country|countries", withConflict: "with sources that disagree", withoutLocation: "without a location",
  inOperation: "in operation", withBothCosts: "with budget and later cost", seeList: "Show the list",
  status: "Status", sector: "Sector", onlyThis: "Only {name}", showAll: "Show all", toggle: "Show {name}", filters: "Filters", close: "Close", filterSheet: "Search and filters",
  legendNotes: "How to read the map", noteHollow: "white centre: no cost known", noteSoft: "dashed ring: place known only roughly", noteFaint: "half strength: no news for two years", noteLine: "short routes are drawn as points until you zoom in",
  nothing: "Nothing matches these filters.", clearFilters: "Clear the filters", emptyAtlas: "There are no projects here yet. Import a source, then make the map again.",
  allLocated: "Every project shown has a location.",
  zoomIn: "Zoom in", zoomOut: "Zoom out", wholeWorld: "Show all projects", mapLabel: "Map of projects. The list has the same projects as text.", tilesOnline: "Map tiles come from the network: © OpenStreetMap contributors",
  loading: "Reading the data…", failed: "The data of this page could not be read: {why}. Use a browser of 2023 or later, or make the page again.",
  borders: "Borders as drawn by Natural Earth, no endorsement", osm: "Locations partly © OpenStreetMap contributors, ODbL", drawnWith: "Leaflet", licences: "Data and licences", expand: "Make larger or smaller", details: "Sources and licences",
  name: "Name", country: "Country", opening: "Opening", cost: "Cost", location: "Location", none: "none", more: "Show {n} more", onlyUnlocated: "Only those without a location", listLabel: "Projects as a table",
  operatingSince: "In operation since {date}", derivedFromOpening: "derived from the opening date", derivedFromStart: "derived from the start of works", derivedFromPlan: "derived from planned dates", derivedFromNothing: "no source says more", asStated: "as stated on {date}", asStatedUndated: "as stated, undated", noNews: "last stated on {date}, no news for two years",
  oneSource: "one source", nSources: "{n} sources say so", oneSourceWeak: "one source, weak", nSourcesWeak: "{n} sources, all weak", noCards: "This page was made without the statements behind the figures. “tracker show {slug}” lists them.",
  progressDone: "{pct} % done ({item})", progressPlain: "{pct} % done", open: "Open", stateOf: "state of {date}",
  budget: "Budget", latestEstimate: "Latest estimate", finalCost: "Final cost", spent: "Spent to date", notStated: "not stated", notCompared: "other currency or prices, not compared", prices: "prices of {year}", started: "Started", startPlanned: "Start, planned", openingActual: "Opening", openingPlanned: "Opening, planned", firstPlan: "first plan", lastPlan: "latest plan", planned: "planned {date}", noChange: "unchanged",
  milestones: "Milestones", allMilestones: "All {n} milestones", plannedMark: "planned",
  moneySpent: "Money spent, {unit}", progressChart: "Progress: {item}, %", slippage: "Opening announced, by date of announcement", costChart: "Cost as estimated, {unit}", budgetLine: "budget {value}", estimated: "estimate", opensToday: "opens today", opened: "opened {date}", statements: "statement by|statements by", publishers: "publisher|publishers", hollowNote: "hollow: recalled later or date of look-up", outlierNote: "plum ring: outlier", chartHint: "Point at a dot, or tap it, for its value and source.", openSource: "open the source",
  disagree: "Sources disagree on: {what}", weakDisagree: "Weak sources say otherwise on: {what}", otherMoney: "Stated in other money: {what}", chosen: "chosen", rival: "differs", outlier: "outlier, weak source", otherCurrency: "other currency or prices, not compared",
  allClaims: "All {n} claims", documents: "from {n} document|from {n} documents", cite: "Cite", asOf: "said {date}", about: "about {date}", recalled: "recalled later", lookup: "date of look-up", basisReport: "date of the report", basisData: "date of the data", undated: "undated", via: "via {name}", copy: "read in a copy", withdrawn: "withdrawn", inSource: "in the source: {raw}", price: "prices of {year}", scope: "only {scope}",
  rank1: "official", rank2: "audit or statistics", rank3: "established news", rank4: "encyclopaedia", rank5: "aggregator or repost",
  q_at_least: "over {v}", q_at_most: "up to {v}", q_about: "about {v}", q_low: "{v} (low case)", q_high: "{v} (high case)", q_date_at_most: "by {v}", q_date_at_least: "not before {v}", selection: "Only {what}",
  citeText: "{name}. {title}, data version {version}, as known on {date}.", noStatements: "No statement is known about this project yet.", geometryText: "route or place, {precision}",
  early: "Opened {d} before the {which} of {plan}.", late: "Opened {d} after the {which} of {plan}.", onPlan: "Opened as planned ({plan}).", thePlan: "plan", theFirstPlan: "first plan", lastSaid: "The last announcement had said {plan}.",
  movedLater: "Now planned for {now}, {d} later than the first plan of {plan}.", movedEarlier: "Now planned for {now}, {d} earlier than the first plan of {plan}.", planStands: "Planned for {now}, unchanged since the first plan.", overdue: "Planned for {now}; no source says that it opened.",
  about_d: "about {d}", day: "day|days", month: "month|months", year: "year|years", after: "after {date}", by: "by {date}", halfOf1: "first half of {year}", halfOf2: "second half of {year}", quarter: "Q{q} {year}", decade: "{year}s", century: "{year}s", season1: "spring {year}", season2: "summer {year}", season3: "autumn {year}", season4: "winter {year}", about_date: "about {date}",
  precision_exact: "exact", precision_approximate: "approximate", precision_admin: "district or town", precision_country: "country only", unknown: "unknown",
  tn: "tn", bn: "bn", m: "m", percent: "%", kind1: "point", kind2: "line", kind3: "area",
};

/** @type {{ [key: string]: string }} */
const ZH = {
  map: "地图", list: "列表", views: "视图", asKnownOn: "截至 {date} 所知", dataVersion: "数据 {version}", recordedBefore: "账本截至 {date}",
  search: "搜索项目、地点或业主", searchResults: "结果", noResult: "没有与“{query}”相符的项目。", moreResults: "另有 {n} 个,请继续输入",
  shown: "个项目", ofAll: "共 {n} 个", projects: "个项目", countries: "个国家", withConflict: "来源有分歧", withoutLocation: "无位置",
  inOperation: "已投运", withBothCosts: "有预算及后续造价", seeList: "查看列表",
  status: "状态", sector: "行业", onlyThis: "只看{name}", showAll: "全部显示", toggle: "显示{name}", filters: "筛选", close: "关闭", filterSheet: "搜索与筛选",
  legendNotes: "图例说明", noteHollow: "白心:造价不详", noteSoft: "虚线圈:位置仅为大致", noteFaint: "半透明:两年无消息", noteLine: "短线路缩小时画作点",
  nothing: "没有符合筛选条件的项目。", clearFilters: "清除筛选", emptyAtlas: "尚无项目。请先导入来源,再生成地图。", allLocated: "所示项目都有位置。",
  zoomIn: "放大", zoomOut: "缩小", wholeWorld: "显示全部项目", mapLabel: "项目地图。列表以文字列出同样的项目。", tilesOnline: "底图来自网络:© OpenStreetMap 贡献者",
  loading: "正在读取数据……", failed: "无法读取本页数据:{why}。请使用 2023 年以后的浏览器,或重新生成本页。",
  borders: "边界依 Natural Earth 所绘,不代表认可", osm: "部分位置 © OpenStreetMap 贡献者,ODbL", drawnWith: "Leaflet", licences: "数据与许可", expand: "放大或缩小面板", details: "来源与许可",
  name: "名称", country: "国家", opening: "通车/投运", cost: "造价", location: "位置", none: "无", more: "再显示 {n} 个", onlyUnlocated: "只看无位置的项目", listLabel: "项目表",
  operatingSince: "{date} 起投运", derivedFromOpening: "由投运日期推得", derivedFromStart: "由开工日期推得", derivedFromPlan: "由计划日期推得", derivedFromNothing: "来源未再说明", asStated: "{date} 的说法", asStatedUndated: "来源所说,无日期", noNews: "最后说法为 {date},两年无消息",
  oneSource: "一个来源", nSources: "{n} 个来源如此说", oneSourceWeak: "一个来源,较弱", nSourcesWeak: "{n} 个来源,均较弱", noCards: "本页未含数字背后的说法。用“tracker show {slug}”查看。",
  progressDone: "已完成 {pct} %({item})", progressPlain: "已完成 {pct} %", open: "已投运", stateOf: "{date} 的情况",
  budget: "预算", latestEstimate: "最新估算", finalCost: "最终造价", spent: "累计支出", notStated: "未说明", notCompared: "币种或价格年不同,未比较", prices: "{year} 年价格", started: "开工", startPlanned: "计划开工", openingActual: "投运", openingPlanned: "计划投运", firstPlan: "最初计划", lastPlan: "最新计划", planned: "计划 {date}", noChange: "未变",
  milestones: "里程碑", allMilestones: "全部 {n} 个里程碑", plannedMark: "计划",
  moneySpent: "累计支出,{unit}", progressChart: "进度:{item},%", slippage: "各时宣布的投运日期", costChart: "造价估算,{unit}", budgetLine: "预算 {value}", estimated: "估算", opensToday: "当日投运", opened: "{date} 投运", statements: "条说法,来自", publishers: "个发布者", hollowNote: "空心:事后追述或查阅日期", outlierNote: "紫圈:离群", chartHint: "指向或点按圆点可见数值与来源。", openSource: "打开来源",
  disagree: "来源有分歧:{what}", weakDisagree: "较弱来源另有说法:{what}", otherMoney: "以其他币种或价格表示:{what}", chosen: "采用", rival: "不同", outlier: "离群,来源较弱", otherCurrency: "币种或价格年不同,未比较",
  allClaims: "全部 {n} 条说法", documents: "来自 {n} 份文献", cite: "引用", asOf: "{date} 所说", about: "关于 {date}", recalled: "事后追述", lookup: "查阅日期", basisReport: "报告日期", basisData: "数据日期", undated: "无日期", via: "转自 {name}", copy: "读自副本", withdrawn: "已撤回", inSource: "原文:{raw}", price: "{year} 年价格", scope: "仅 {scope}",
  rank1: "官方", rank2: "审计或统计", rank3: "知名媒体", rank4: "百科", rank5: "聚合或转载",
  q_at_least: "超过 {v}", q_at_most: "至多 {v}", q_about: "约 {v}", q_low: "{v}(低值)", q_high: "{v}(高值)", q_date_at_most: "不晚于 {v}", q_date_at_least: "不早于 {v}", selection: "仅限 {what}",
  citeText: "{name}。{title},数据版本 {version},截至 {date} 所知。", noStatements: "尚无关于此项目的说法。", geometryText: "线路或地点,{precision}",
  early: "比{which}({plan})提前 {d}投运。", late: "比{which}({plan})晚 {d}投运。", onPlan: "按计划投运({plan})。", thePlan: "计划", theFirstPlan: "最初计划", lastSaid: "最后一次宣布为 {plan}。",
  movedLater: "现计划 {now},比最初计划({plan})晚 {d}。", movedEarlier: "现计划 {now},比最初计划({plan})早 {d}。", planStands: "计划 {now},与最初计划相同。", overdue: "计划 {now};尚无来源称已投运。",
  about_d: "约 {d}", day: "天", month: "个月", year: "年", after: "{date} 之后", by: "{date} 之前", halfOf1: "{year} 年上半年", halfOf2: "{year} 年下半年", quarter: "{year} 年第 {q} 季度", decade: "{year} 年代", century: "{year} 年代", season1: "{year} 年春", season2: "{year} 年夏", season3: "{year} 年秋", season4: "{year} 年冬", about_date: "约 {date}",
  precision_exact: "精确", precision_approximate: "大致", precision_admin: "区县或城镇", precision_country: "仅到国家", unknown: "未知",
  tn: "万亿", bn: "亿", m: "万", percent: "%", kind1: "点", kind2: "线", kind3: "面",
};

/** Sectors whose English name does not follow from the code. @type {{ [key: string]: string }} */
const EN_WORDS = { "sector:high-speed-rail": "High-speed rail", "sector:nuclear": "Nuclear power", "sector:wind": "Wind power", "sector:solar": "Solar power", "sector:geothermal": "Geothermal power", "sector:coal": "Coal power", "sector:transmission": "Power transmission", "sector:lng": "Liquefied gas", "sector:ccs": "Carbon storage", "sector:telecom": "Telecommunications" };

/** Statuses, groups, fields and sectors in Chinese; English comes with the data (tracker/fields.py). @type {{ [key: string]: string }} */
const ZH_WORDS = {
  "status:proposed": "拟议", "status:planned": "已规划或批准", "status:construction": "在建", "status:suspended": "停建", "status:completed": "建成未投运", "status:operating": "投运", "status:cancelled": "取消", "status:retired": "退役",
  "group:what": "名称与位置", "group:state": "状态", "group:time": "时间", "group:money": "资金", "group:progress": "进度", "group:size": "规模", "group:effect": "需求与效益", "group:who": "各方", "group:rest": "其他",
  "field:name": "名称", "field:name_local": "当地名称", "field:aliases": "别名", "field:description": "说明", "field:country": "国家", "field:sector": "行业", "field:identifier": "标识", "field:geometry": "位置", "field:status": "状态", "field:status_reason": "状态原因", "field:start_planned": "计划开工", "field:start_actual": "实际开工", "field:completion_planned": "计划投运", "field:completion_actual": "实际投运", "field:milestone": "里程碑", "field:milestone_planned": "计划里程碑", "field:cost_budget": "预算", "field:cost_estimate": "最新估算", "field:cost_actual": "最终造价", "field:spent_to_date": "累计支出", "field:progress_pct": "进度", "field:progress_planned": "计划进度", "field:length_km": "长度", "field:capacity": "能力", "field:owner": "业主", "field:contractor": "承包商", "field:financier": "出资方", "field:remark": "备注",
  "sector:canal": "运河", "sector:port": "港口", "sector:railway": "铁路", "sector:high-speed-rail": "高速铁路", "sector:metro": "地铁", "sector:road": "公路", "sector:bridge": "桥梁", "sector:tunnel": "隧道", "sector:airport": "机场", "sector:hydropower": "水电", "sector:nuclear": "核电", "sector:wind": "风电", "sector:solar": "太阳能", "sector:geothermal": "地热", "sector:coal": "煤电", "sector:gas-power": "气电", "sector:transmission": "输电", "sector:pipeline": "管道", "sector:lng": "液化天然气", "sector:ccs": "碳封存", "sector:dam": "水坝", "sector:water-supply": "供水", "sector:wastewater": "污水处理", "sector:waste": "废物处置", "sector:flood-defence": "防洪", "sector:telecom": "电信", "sector:new-city": "新城", "sector:mining": "采矿", "sector:science": "科研设施", "sector:other": "其他",
};

/**
 * @typedef {object} Words
 * @property {"en" | "zh"} lang
 * @property {(key: string, values?: { [name: string]: string | number }) => string} t a sentence or a word
 * @property {(kind: string, key: string, fallback?: string) => string} word a word of the vocabulary (status, field, group, sector)
 */

/** @param {string} lang @param {{ [key: string]: string }} [labels] English vocabulary that comes with the data @returns {Words} */
export function makeWords(lang, labels = {}) {
  const table = lang === "zh" ? ZH : EN;
  return {
    lang: lang === "zh" ? "zh" : "en",
    t(key, values = {}) {
      let text = table[key] ?? EN[key] ?? key;
      if (text.includes("|")) text = text.split("|")[values.n === 1 ? 0 : 1];
      return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
    },
    word(kind, key, fallback = "") {
      const full = `${kind}:${key}`;
      if (lang === "zh" && Object.hasOwn(ZH_WORDS, full)) return ZH_WORDS[full];
      if (Object.hasOwn(labels, full)) return labels[full];
      if (Object.hasOwn(EN_WORDS, full)) return EN_WORDS[full];
      return fallback || sentence(key);
    },
  };
}

/** Turn a code into words: `high_speed-rail` reads "High speed rail". @param {string} code */
export function sentence(code) {
  const text = code.replace(/[_-]+/g, " ").trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The keys of both tables, for the test that they agree. */
export const STRING_KEYS = { en: Object.keys(EN), zh: Object.keys(ZH) };
