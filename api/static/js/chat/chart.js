// A figure over its periods as a small bar chart. Its text alternative is a table, so nothing is told by shape alone.

import { el } from "./dom.js";

const SPACE = "http://www.w3.org/2000/svg";
const WIDTH = 320;
const HEIGHT = 150;
const TOP = 22;
const BOTTOM = 24;
const LONGEST_PERIOD = 12;

function shape(name, attributes, text) {
  const element = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}

function points(item) {
  const series = Array.isArray(item.series) ? item.series : [];
  return series.filter((point) => point && Number.isFinite(point.value) && typeof point.period === "string");
}

/** Place of *value* from the top; the axis holds 0, so bars are as long as their values. */
function scale(values) {
  const high = Math.max(0, ...values);
  const low = Math.min(0, ...values);
  const span = high - low || 1;
  return (value) => TOP + ((high - value) / span) * (HEIGHT - TOP - BOTTOM);
}

function bars(series, name) {
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": name, class: "bars" });
  const at = scale(series.map((point) => point.value));
  const step = WIDTH / series.length;
  series.forEach((point, index) => {
    const middle = (index + 0.5) * step;
    const end = at(point.value);
    const zero = at(0);
    const last = index === series.length - 1 ? " last" : "";
    const top = Math.min(end, zero);
    const wide = Math.min(step * 0.62, 56);
    svg.append(
      shape("rect", { x: middle - wide / 2, y: top, width: wide, height: Math.max(Math.abs(zero - end), 1), rx: 3, class: `bar${last}` }),
      shape("text", { x: middle, y: top - 6, class: `value${last}` }, String(point.value_text ?? point.value)),
      shape("text", { x: middle, y: HEIGHT - 8, class: "period" }, shortened(point.period)),
    );
  });
  svg.append(shape("line", { x1: 0, x2: WIDTH, y1: at(0), y2: at(0), class: "axis" }));
  return svg;
}

function shortened(period) {
  return period.length <= LONGEST_PERIOD ? period : `${period.slice(0, LONGEST_PERIOD - 1)}…`;
}

function table(series, item, words) {
  return el(
    "table",
    { class: "unseen" },
    el("caption", {}, item.indicator),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, words.period), el("th", { scope: "col" }, words.value))),
    el(
      "tbody",
      {},
      ...series.map((point) =>
        el("tr", {}, el("th", { scope: "row" }, point.period), el("td", {}, `${point.value_text ?? point.value} ${item.unit ?? ""}`.trim())),
      ),
    ),
  );
}

/** Return the chart of a statistic, null when it has fewer than two periods. */
export function chart(item, words) {
  const series = points(item);
  if (item.type !== "statistic" || series.length < 2) return null;
  const told = series.map((point) => `${point.period}: ${point.value_text ?? point.value}`).join("; ");
  const unit = item.unit ? ` (${item.unit})` : "";
  const name = `${item.indicator}${unit}. ${told}`;
  return el(
    "figure",
    { class: "chart" },
    el("figcaption", {}, `${item.indicator}, ${item.area}${unit}`),
    bars(series, name),
    table(series, item, words),
  );
}
