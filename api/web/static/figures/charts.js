// Charts in the page's colours. Tooltips are drawn, not written as markup: the page forbids inline styles.

const drawn = new Map(); // element -> how to draw it again in other colours

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function frame(colours) {
  const text = { color: colours.ink2, fontFamily: getComputedStyle(document.body).fontFamily };
  return {
    textStyle: text,
    aria: { enabled: true },
    animationDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 300,
    tooltip: {
      trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" }, backgroundColor: colours.surface,
      borderColor: colours.line, textStyle: { color: colours.ink, fontFamily: text.fontFamily },
    },
    legend: { bottom: 0, textStyle: text, itemWidth: 14, itemHeight: 10 },
    grid: { left: 8, right: 18, top: 18, bottom: 34, containLabel: true },
  };
}

function axes(colours, names, lying, format) {
  const label = { color: colours.ink2, overflow: "truncate", width: lying ? 110 : 90 };
  const category = {
    type: "category", data: names, inverse: lying, axisTick: { show: false }, axisLine: { lineStyle: { color: colours.line } },
    axisLabel: { ...label, interval: names.length > 16 ? "auto" : 0, rotate: !lying && names.length > 7 ? 35 : 0 },
  };
  const value = {
    type: "value", min: 0, splitNumber: 4, splitLine: { lineStyle: { color: colours.line } },
    axisLabel: { color: colours.ink2, formatter: format, hideOverlap: true },
  };
  return lying ? { xAxis: value, yAxis: category } : { xAxis: category, yAxis: value };
}

function option(what) {
  const colours = {
    ink: colour("ink"), ink2: colour("ink-2"), line: colour("line"), surface: colour("surface"),
    series: [colour("accent"), colour("line-strong"), colour("open"), colour("good")],
  };
  const series = what.series.map((one, at) => ({
    name: one.name, type: what.line ? "line" : "bar", data: one.values, smooth: false, symbolSize: 7, barMaxWidth: 26,
    itemStyle: { color: colours.series[at], borderRadius: what.line ? 0 : 4 }, lineStyle: { width: 2.5 },
    label: { show: what.names.length <= 8 && what.series.length === 1, position: what.lying ? "right" : "top", color: colours.ink2, formatter: (p) => (what.format || String)(p.value) },
  }));
  const base = frame(colours);
  if (what.series.length === 1) [base.legend.show, base.grid.bottom] = [false, 8];
  return { ...base, ...axes(colours, what.names, what.lying, what.format), series, tooltip: { ...base.tooltip, valueFormatter: what.format } };
}

// what: {names, series: [{name, values}], line, lying, format, open(index)}
export function draw(element, what) {
  const chart = window.echarts.getInstanceByDom(element) || window.echarts.init(element, null, { renderer: "canvas" });
  chart.setOption(option(what), true);
  chart.off("click");
  if (what.open) chart.on("click", (event) => what.open(event.dataIndex));
  drawn.set(element, what);
}

export function clear() {
  for (const element of drawn.keys()) window.echarts.getInstanceByDom(element)?.dispose();
  drawn.clear();
}

addEventListener("resize", () => drawn.forEach((_, element) => window.echarts.getInstanceByDom(element)?.resize()));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.forEach((what, element) => draw(element, what)));
