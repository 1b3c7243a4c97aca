/** All words of the page, in English and Chinese. `{name}` is filled in; `one|many` picks by the number `n`. */

/** @type {{ [key: string]: string }} */
const EN = {
  map: "Map", list: "Table", views: "Views", asKnownOn: "As known on {date}", dataVersion: "data {version}", recordedBefore: "ledger as it stood on {date}",
  search: "Search project, place, owner", searchResults: "Results", noResult: "No project matches “{query}”.", moreResults: "{n} more; type on to narrow",
  shown: "project shown|projects shown", ofAll: "of {n}", projects: "project|projects", countries: "country|countries", withConflict: "with sources that disagree", withoutLocation: "without a location",
  inOperation: "in operation", withBothCosts: "with budget and later cost", seeList: "Show the table",
  status: "Status", sector: "Sector", onlyThis: "Only {name}", showAll: "Show all", toggle: "Show {name}", filters: "Filters", close: "Close", filterSheet: "Search and filters",
  legendNotes: "How to read the map", noteHollow: "white centre: no cost known", noteSoft: "dashed ring: place known only roughly", noteLine: "short routes are drawn as points until you zoom in",
  nothing: "Nothing matches these filters.", clearFilters: "Clear the filters", emptyAtlas: "There are no projects here yet. Import a source, then make the map again.",
  allLocated: "Every project shown has a location.",
  zoomIn: "Zoom in", zoomOut: "Zoom out", wholeWorld: "Show all projects", mapLabel: "Map of projects. The table has the same projects as text.", tilesOnline: "Map tiles come from the network: © OpenStreetMap contributors",
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
  // table, charts, revisions, downloads
  download: "Download", showOnMap: "Show on the map", takeProjects: "Projects shown, CSV", takeStatements: "Their statements, one a row, CSV", takeGeojson: "Projects shown, GeoJSON", takeMap: "Map as seen, PNG", takeNote: "With sources, licence and attribution, the dates of both clocks and the data version in every row. Charts have their own buttons.", making: "Making the file…", saved: "Saved to your downloads.",
  copied: "Copied.", copyByHand: "The browser does not let this page copy; select the text above.", copySentence: "Copy the sentence", copyBibtex: "Copy BibTeX", figure: "Figure", openingsOneByOne: "Opening dates one by one: {n} statements", costsOneByOne: "Costs one by one: {n} statements", milestoneHint: "{n} dates; full: met, open: planned, bar: as exactly as it was said. Point at one, or use the arrow keys.", madeFrom: "{title}. As known on {known}; data version {version}.", stateOn: "state of {date}",
  charts: "Charts", revisions: "Revisions", kindOpening: "Opening dates", kindCost: "Costs", orderBy: "Order by", order_size: "largest change", order_steps: "most revisions", order_latest: "latest news", onlyContemporary: "only what was told at the time",
  topOpening: "Which slipped most", topCost: "Whose cost grew most", oneByOne: "One by one", oneByOneNote: "Each statement is a dot: when it was said (across), the opening it announced (up). A step up is a delay. The grey diagonal is “opens today”; a ring marks the opening. Hollow: recalled later or date of look-up. Each frame has its own years.", oneByOneCostNote: "Each statement is a dot: when it was said (across), the cost it gave (up). Only figures in one currency and one price year are joined.",
  overlayTitle: "Openings as they were announced", overlayCostTitle: "Costs as they were announced", overlayNote: "Across: when it was said. Up: the opening announced. A line per project; a step up is a delay, and a line that meets the diagonal has opened.", overlayCostNote: "Each line is a project's cost as a multiple of its first figure, in one currency and one price year; the scale is by ratio.", overlayHint: "Point at a line, or use the arrow keys, for its name; press to open the project.", overlayLabel: "Announced openings of {n} projects, largest delay first", overlayCostLabel: "Announced costs of {n} projects, largest growth first",
  withoutStory: "{n} of {of} projects shown have no two figures to compare.", drawnOf: "The {n} with the largest changes either way of {of} are drawn.", noStories: "This page was made without the statements behind the figures, so it cannot tell how they changed. Make it again with fewer projects, for example of one country.", noStoriesHere: "None of the projects shown has two figures to compare.",
  later: "{d} later", earlier: "{d} earlier", asPlanned: "as planned", openedMark: "opened", revised: "revised {n} time|revised {n} times", saveAs: "Save “{what}” as {kind}",
  sectorDelay: "Delay by sector", sectorCost: "Cost against budget, by sector", sectorDelayNote: "A point is a project: the opening (filled) or the latest plan (hollow) against the first plan on record, in years.", sectorCostNote: "A point is a project: final cost (filled) or latest estimate (hollow) against the budget, where both are in one currency and one price year.", medianNote: "A median stands only where at least {n} projects can be compared.", allSectors: "All shown", median: "median", yearShort: "\u00a0yr", notFinal: "not final", notOpen: "not open yet",
  saidOn: "Said on", revisionOf: "Forecast of", from: "From", to: "To", change: "Change", source: "Source", revisionsLabel: "Revisions of forecasts", revisionsNote: "Each change of a forecast, dated by the statement that brought it. Dotted: a first figure that is only known from a later document.", revision_all: "all", revision_opening: "opening", revision_start: "start", revision_cost: "cost", revisionsCount: "revision|revisions", inProjects: "of {n} project|of {n} projects", noRevisions: "No forecast of the projects shown was changed.", sizeOrder: "Delays first, then costs: the two are not compared",
  columns: "Columns", sortBy: "Sort by {name}", sortedBy: "Sorted by {name}", moneyOrder: "Amounts are kept apart by currency: unlike money is not compared", changeTitle: "Latest cost against the budget, where both are in one currency and one price year",
  col_name: "Name", col_country: "Country", col_sector: "Sector", col_status: "Status", col_start: "Start", col_opening: "Opening", col_cost: "Cost", col_budget: "Budget", col_change: "Over budget", col_spent: "Spent", col_progress: "Progress", col_length: "Length", col_owner: "Owner", col_evidence: "Last evidence", col_statementsN: "Statements", col_conflicts: "Sources disagree on", col_location: "Location",
  // the two clocks
  timeSlider: "Month in which the map stands", timeTyped: "Month, typed: 2015, 2015-06 or Jun 2015", timeNow: "now", timeThen: "end of the month", timeKnown: "as known then", atDate: "At the end of {date}: {status}", atDateNone: "At the end of {date} there is no trace of it yet.", basis_unsure: "day not known exactly", basis_expected: "as planned", basis_unknown: "no source tells more", basis_perhaps: "as planned, day not known exactly", basis_inferred: "no news for two years", timePlanned: "as planned", timeWrong: "Write 2015, 2015-06 or Jun 2015", timeBars: "under construction: up to {n}", monthBack: "A month back", monthForth: "A month on", play: "Play", pause: "Pause",
  knownLabel: "What documents had said by", knownHint: "A year, a month or a day: 2024, 2024-06, 1 Jan 2025", knownWrong: "That is no date. Write 2024, 2024-06 or 1 Jan 2025.", knownLatest: "This page knows what was said by {date}, no later.", knownYears: "Go back to", knownCount: "projects known", endOf: "end of {year}", knownNow: "now, {date}",
  lineThen: "As things stood at the end of {date}", lineAhead: "As planned for the end of {date}", lineAbsent: "{n} project left no trace by then|{n} projects left no trace by then", lineKnown: "As known on {date}", lineUnknown: "{n} project nobody had spoken of yet|{n} projects nobody had spoken of yet", backToNow: "Back to now", comma: "; ", stop: ". ",
  nothingYet: "No project had left a trace, or been spoken of, by then.", notKnownYet: "No dated document in this ledger had spoken of it by {date}.", firstSpoken: "The first did on {date}.", goToDay: "Go to {date}", noteUnsure: "half strength: not sure, as no source had spoken for two years or none tells the day", notePlanned: "thin outline, thin line: as planned", copyLink: "Copy link", linkCopied: "Copied", linkShown: "Copy it from the address",
};

/** @type {{ [key: string]: string }} */
const ZH = {
  map: "地图", list: "表格", views: "视图", asKnownOn: "截至 {date} 所知", dataVersion: "数据 {version}", recordedBefore: "账本截至 {date}",
  search: "搜索项目、地点或业主", searchResults: "结果", noResult: "没有与“{query}”相符的项目。", moreResults: "另有 {n} 个,请继续输入",
  shown: "个项目", ofAll: "共 {n} 个", projects: "个项目", countries: "个国家", withConflict: "来源有分歧", withoutLocation: "无位置",
  inOperation: "已投运", withBothCosts: "有预算及后续造价", seeList: "查看表格",
  status: "状态", sector: "行业", onlyThis: "只看{name}", showAll: "全部显示", toggle: "显示{name}", filters: "筛选", close: "关闭", filterSheet: "搜索与筛选",
  legendNotes: "图例说明", noteHollow: "白心:造价不详", noteSoft: "虚线圈:位置仅为大致", noteLine: "短线路缩小时画作点",
  nothing: "没有符合筛选条件的项目。", clearFilters: "清除筛选", emptyAtlas: "尚无项目。请先导入来源,再生成地图。", allLocated: "所示项目都有位置。",
  zoomIn: "放大", zoomOut: "缩小", wholeWorld: "显示全部项目", mapLabel: "项目地图。表格以文字列出同样的项目。", tilesOnline: "底图来自网络:© OpenStreetMap 贡献者",
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
  // 表、图、修订、下载
  download: "下载", showOnMap: "在地图上显示", takeProjects: "所示项目,CSV", takeStatements: "其说法,每行一条,CSV", takeGeojson: "所示项目,GeoJSON", takeMap: "所见地图,PNG", takeNote: "每行含来源、许可与署名、两个时钟的日期和数据版本。图表另有按钮。", making: "正在生成文件……", saved: "已存入下载文件夹。",
  copied: "已复制。", copyByHand: "浏览器不允许本页复制,请选取上面的文字。", copySentence: "复制句子", copyBibtex: "复制 BibTeX", figure: "数值", openingsOneByOne: "投运日期逐条:{n} 条说法", costsOneByOne: "造价逐条:{n} 条说法", milestoneHint: "{n} 个日期;实心:已实现,空心:计划,横条:所述的精确程度。指向圆点或用方向键查看。", madeFrom: "{title}。截至 {known} 所知;数据版本 {version}。", stateOn: "{date} 的状态",
  charts: "图表", revisions: "修订", kindOpening: "投运日期", kindCost: "造价", orderBy: "排序", order_size: "变化最大", order_steps: "修订最多", order_latest: "最近消息", onlyContemporary: "仅当时的说法",
  topOpening: "延误最多的项目", topCost: "造价增长最多的项目", oneByOne: "逐个项目", oneByOneNote: "每个圆点是一条说法:横轴为说法日期,纵轴为所宣布的投运日期。向上一级即延误。灰色斜线为“当日投运”,圆环标出投运。空心:事后追述或查阅日期。各图年份范围不同。", oneByOneCostNote: "每个圆点是一条说法:横轴为说法日期,纵轴为造价。只连接同一币种、同一价格年的数字。",
  overlayTitle: "历次宣布的投运日期", overlayCostTitle: "历次宣布的造价", overlayNote: "横轴:说法日期。纵轴:宣布的投运日期。每个项目一条线;向上一级即延误,与斜线相交即已投运。", overlayCostNote: "每条线为一个项目的造价与其最初数字之比,同一币种、同一价格年;纵轴为比例尺度。", overlayHint: "指向线条或用方向键可见名称;按下可打开项目。", overlayLabel: "{n} 个项目宣布的投运日期,延误最大者在前", overlayCostLabel: "{n} 个项目宣布的造价,增长最大者在前",
  withoutStory: "所示 {of} 个项目中有 {n} 个没有可比较的两个数字。", drawnOf: "画出 {of} 个中变化最大的 {n} 个。", noStories: "本页未含数字背后的说法,无法说明其变化。请以较少项目(例如一个国家)重新生成本页。", noStoriesHere: "所示项目都没有可比较的两个数字。",
  later: "晚 {d}", earlier: "早 {d}", asPlanned: "与计划相同", openedMark: "已投运", revised: "修订 {n} 次", saveAs: "将“{what}”存为 {kind}",
  sectorDelay: "各行业的延误", sectorCost: "各行业造价与预算之比", sectorDelayNote: "每点为一个项目:投运(实心)或最新计划(空心)与有记录的最初计划之差,以年计。", sectorCostNote: "每点为一个项目:最终造价(实心)或最新估算(空心)与预算之比,仅限同一币种和同一价格年。", medianNote: "至少 {n} 个项目可比时才给出中位数。", allSectors: "全部所示", median: "中位数", yearShort: "\u00a0年", notFinal: "非最终", notOpen: "尚未投运",
  saidOn: "说法日期", revisionOf: "预测对象", from: "由", to: "至", change: "变化", source: "来源", revisionsLabel: "预测的修订", revisionsNote: "预测的每次变化,以带来变化的说法之日为准。虚线:最初数字仅见于后来的文献。", revision_all: "全部", revision_opening: "投运", revision_start: "开工", revision_cost: "造价", revisionsCount: "次修订", inProjects: "涉及 {n} 个项目", noRevisions: "所示项目的预测没有变化。", sizeOrder: "先延误,后造价:两者不相比较",
  columns: "列", sortBy: "按{name}排序", sortedBy: "已按{name}排序", moneyOrder: "金额按币种分开:不同货币不相比较", changeTitle: "最新造价与预算之比,仅限同一币种和同一价格年",
  col_name: "名称", col_country: "国家", col_sector: "行业", col_status: "状态", col_start: "开工", col_opening: "投运", col_cost: "造价", col_budget: "预算", col_change: "超预算", col_spent: "已支出", col_progress: "进度", col_length: "长度", col_owner: "业主", col_evidence: "最近证据", col_statementsN: "说法数", col_conflicts: "分歧之处", col_location: "位置",
  // 两个时钟
  timeSlider: "地图所示月份", timeTyped: "输入月份:2015、2015-06 或 2015 年 6 月", timeNow: "现在", timeThen: "月末", timeKnown: "当时所知", atDate: "{date}末:{status}", atDateNone: "{date}末尚无踪迹。", basis_unsure: "确切日期不详", basis_expected: "按计划", basis_unknown: "来源未再说明", basis_perhaps: "按计划,确切日期不详", basis_inferred: "两年无消息", timePlanned: "按计划", timeWrong: "请写 2015、2015-06 或 2015 年 6 月", timeBars: "在建:最多 {n}", monthBack: "前一个月", monthForth: "后一个月", play: "播放", pause: "暂停",
  knownLabel: "文献截至何日所说", knownHint: "年、月或日:2024、2024-06、2025 年 1 月 1 日", knownWrong: "不是日期。请写 2024、2024-06 或 2025 年 1 月 1 日。", knownLatest: "本页只知道 {date} 以前所说。", knownYears: "回到", knownCount: "已知项目", endOf: "{year} 年末", knownNow: "现在,{date}",
  lineThen: "{date}末的状态", lineAhead: "{date}末的状态(按计划)", lineAbsent: "{n} 个项目当时尚无踪迹", lineKnown: "截至 {date} 所知", lineUnknown: "{n} 个项目尚无人提及", backToNow: "回到现在", comma: ";", stop: "。",
  nothingYet: "当时尚无项目留下踪迹或被提及。", notKnownYet: "截至 {date},账本中尚无注明日期的文献提及此项目。", firstSpoken: "首次提及为 {date}。", goToDay: "转到 {date}", noteUnsure: "半透明:不确定,两年无消息或日期不详", notePlanned: "细圈、细线:按计划", copyLink: "复制链接", linkCopied: "已复制", linkShown: "请从地址栏复制",
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
