// <figure data-chart>: draws the <time> and <data> of its table as a line in its [data-chart-box]; arrow keys walk along it,
// and [data-chart-value] says the number under the pointer or the focus.
const style = (box, name) => getComputedStyle(box).getPropertyValue(name);

function rowsOf(figure) {
  const rows = [...figure.querySelectorAll("tbody tr")].reverse();
  return rows.map((row) => {
    const [time, data] = [row.querySelector("time"), row.querySelector("data")];
    return { day: time.dateTime, date: time.textContent, value: data.value === "" ? null : Number(data.value), text: data.textContent };
  });
}

function optionsOf(box, rows) {
  const [ink, line, wash, thread] = ["--chart-ink", "--chart-line", "--chart-wash", "--chart-thread"].map((name) => style(box, name));
  const fontFamily = getComputedStyle(box).fontFamily;
  const months = new Intl.DateTimeFormat(document.documentElement.lang, { month: "short", year: "numeric", timeZone: "UTC" });
  const label = { color: ink, fontFamily, fontSize: 13 };
  return {
    useUTC: true,
    animation: false,
    textStyle: { fontFamily },
    grid: { left: 0, right: 56, top: 12, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: { trigger: "axis", renderMode: "richText", showContent: false, axisPointer: { lineStyle: { color: ink } } },
    xAxis: {
      type: "time",
      axisLine: { lineStyle: { color: thread } },
      axisTick: { show: false },
      splitNumber: 4,
      axisLabel: { ...label, hideOverlap: true, formatter: (time) => months.format(time) },
    },
    yAxis: {
      type: "value",
      min: 0,
      minInterval: 1,
      splitNumber: 3,
      splitLine: { lineStyle: { color: thread } },
      axisLabel: { ...label, formatter: (number) => number.toLocaleString(document.documentElement.lang) },
    },
    series: {
      type: "line",
      data: rows.map((row) => [row.day, row.value]),
      symbol: "circle",
      symbolSize: 7,
      showSymbol: rows.length <= 24,
      itemStyle: { color: line },
      lineStyle: { color: line, width: 2.5 },
      areaStyle: { color: wash, opacity: 1 },
      emphasis: { disabled: true },
      endLabel: { show: true, ...label, color: line, fontWeight: 650, fontSize: 15, formatter: () => rows.at(-1).text },
    },
  };
}

function draw(figure) {
  const box = figure.querySelector("[data-chart-box]");
  const rows = rowsOf(figure);
  const chart = echarts.init(box);
  chart.setOption(optionsOf(box, rows));
  new ResizeObserver(() => chart.resize()).observe(box);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => chart.setOption(optionsOf(box, rows)));

  const readout = figure.querySelector("[data-chart-value]");
  chart.on("updateAxisPointer", ({ dataIndex }) => {
    readout.textContent = dataIndex === undefined ? "" : `${rows[dataIndex].date}: ${rows[dataIndex].text}`;
  });

  let at = rows.length - 1;
  const show = () => chart.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: at });
  const hide = () => chart.dispatchAction({ type: "updateAxisPointer", currTrigger: "leave" });
  box.addEventListener("focus", show);
  box.addEventListener("blur", hide);
  box.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    at = Math.min(Math.max(at + step, 0), rows.length - 1);
    show();
  });
}

for (const figure of document.querySelectorAll("[data-chart]")) {
  if (window.echarts) {
    draw(figure);
  } else {
    figure.querySelector("[data-chart-box]").hidden = true;
    figure.querySelector("details").open = true;
  }
}
