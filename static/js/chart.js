// <figure data-chart="…json">: its picture is drawn by the server. Once somebody points at its [data-chart-box], or comes to it by
// keyboard, ECharts is fetched and draws the same again, so that every value can be asked for; arrow keys walk from one to the next,
// and [data-chart-value] says it. Where there is no room for the picture's own width, the server's stays.
const WIDTHS = [720, 344];

let fetched;
const echarts = () =>
  (fetched ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = document.querySelector("script[data-echarts]").dataset.echarts;
    script.onload = () => resolve(window.echarts);
    script.onerror = reject;
    document.head.append(script);
  }));

// Colours as they are here, and the font under the name that it has in pages.
function painted(thing, colour) {
  if (Array.isArray(thing)) return thing.map((one) => painted(one, colour));
  if (thing && typeof thing === "object") return Object.fromEntries(Object.entries(thing).map(([name, one]) => [name, painted(one, colour)]));
  if (typeof thing !== "string") return thing;
  return thing.startsWith("--") ? colour(thing) : thing.replace(/\bPublic Sans$/, "Public Sans Variable");
}

// As the browser resolves it, for light or dark paper.
function colourIn(box) {
  const probe = box.appendChild(document.createElement("i"));
  const found = {};
  const colour = (name) => {
    probe.style.color = `var(${name})`;
    return (found[name] ??= getComputedStyle(probe).color);
  };
  return [colour, () => probe.remove()];
}

const said = (params) => [params].flat().map(({ data }) => data?.says).filter(Boolean).join("\n");

function optionsFor(box, plain) {
  const [colour, done] = colourIn(box);
  const text = { color: "--ink", fontFamily: "Public Sans", fontSize: 13 };
  const tooltip = { trigger: "item", ...plain.tooltip, renderMode: "richText", confine: true, backgroundColor: "--raised", borderColor: "--line", textStyle: text };
  const options = painted({ ...plain, tooltip }, colour);
  options.tooltip.formatter = said;
  done();
  return options;
}

async function draw(figure, box) {
  const width = WIDTHS.find((one) => one <= box.querySelector("img").clientWidth + 1);
  if (!width) return;
  const [library, answer] = await Promise.all([echarts(), fetch(figure.dataset.chart)]);
  if (!answer.ok) return;
  const { height, options } = (await answer.json())[width];
  const paper = box.appendChild(document.createElement("div"));
  const chart = library.init(paper, null, { renderer: "svg", width, height });
  const paint = () => chart.isDisposed() || chart.setOption(optionsFor(box, options), true);
  paint();
  box.classList.add("live");
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  walk(figure, box, chart, options);
  const drawnAt = innerWidth;
  addEventListener("resize", function again() {
    if (innerWidth === drawnAt) return;
    removeEventListener("resize", again);
    chart.dispose();
    paper.remove();
    box.classList.remove("live");
    begin(figure);
  });
}

function walk(figure, box, chart, options) {
  const values = options.series.flatMap(({ data = [] }, seriesIndex) =>
    data.flatMap(({ says }, dataIndex) => (says ? [{ seriesIndex, dataIndex, says }] : [])),
  );
  const readout = figure.querySelector("[data-chart-value]");
  let at = -1;
  const show = () => {
    chart.dispatchAction({ type: "showTip", ...values[at] });
    readout.textContent = values[at].says;
  };
  box.onkeydown = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || !values.length) return;
    event.preventDefault();
    at = Math.min(Math.max(at + step, 0), values.length - 1);
    show();
  };
  box.onblur = () => {
    chart.dispatchAction({ type: "hideTip" });
    readout.textContent = "";
  };
}

function begin(figure) {
  const box = figure.querySelector("[data-chart-box]");
  const start = () => {
    box.removeEventListener("pointerenter", start);
    box.removeEventListener("focus", start);
    draw(figure, box).catch(() => {}); // the server's picture stays
  };
  box.addEventListener("pointerenter", start);
  box.addEventListener("focus", start);
}

for (const figure of document.querySelectorAll("[data-chart]")) {
  const box = figure.querySelector("[data-chart-box]");
  box.tabIndex = 0;
  box.role = "img";
  box.ariaLabel = box.querySelector("img").alt;
  begin(figure);
}
