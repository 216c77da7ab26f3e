// An answer as elements. Everything here comes from the answer's data; nothing is parsed as HTML.

import { chart } from "./chart.js";
import { el, linked } from "./dom.js";

const LIST_LINE = /^\s*(?:\d{1,3}[.)]|[-–•+*])\s+/;
const MORE = /^(?:xem (?:tiếp|thêm)|more)$/i;
const FOLD_RECORDS = 5;
const FOLD_SOURCES = 2;
const FOLD_LINES = 8;
const QUOTE_LIMIT = 300;

/** The address of a record's page, only on the assistant's own site or https. */
function address(url, base) {
  if (typeof url !== "string") return null;
  try {
    const target = new URL(url, base);
    const own = target.origin === new URL(base).origin && target.protocol.startsWith("http");
    return own || target.protocol === "https:" ? target : null;
  } catch {
    return null;
  }
}

/** Let the document or procedure page mark the quoted words. */
function withQuote(target, quote) {
  if (!target || !quote || !/^\/(documents|procedures)\//.test(target.pathname)) return target;
  let words = quote.split(/\s+/).filter(Boolean).join(" ");
  if (words.length > QUOTE_LIMIT) words = words.slice(0, QUOTE_LIMIT).replace(/\s\S*$/, "");
  target.searchParams.set("q", words);
  return target;
}

/**
 * Cut the text of a list into what stands before and after its lines, when the lines are exactly
 * the records shown beside it; otherwise the text is shown whole and the records are not.
 */
function aroundList(text, records) {
  const lines = text.split("\n");
  const marked = lines.flatMap((line, index) => (LIST_LINE.test(line) ? [index] : []));
  if (!records.length || marked.length !== records.length) return null;
  let end = marked.at(-1) + 1;
  while (end < lines.length && /^\s+\S/.test(lines[end])) end += 1;
  const first = Number(lines[marked[0]].match(/^\s*(\d+)/)?.[1] ?? 1);
  return { before: lines.slice(0, marked[0]).join("\n").trim(), after: lines.slice(end).join("\n").trim(), first };
}

/** The text for channels that show nothing else, without what this page shows apart: source line and warnings. */
function withoutShownApart(text, sources, warnings) {
  const said = sources.length ? text.replace(/\n(?:Nguồn|Source): [^\n]*\s*$/u, "") : text;
  const lines = said.split("\n").filter((line) => !warnings.includes(line));
  return lines.length ? lines.join("\n") : said;
}

/** Text as paragraphs, what follows the first FOLD_LINES lines of a list that goes on behind a button. */
function paragraphs(text, words) {
  const lines = text.split("\n");
  const marked = lines.flatMap((line, index) => (LIST_LINE.test(line) ? [index] : []));
  if (marked.length <= FOLD_LINES + 2) return [paragraph(text)];
  const cut = marked[FOLD_LINES];
  const rest = paragraph(lines.slice(cut).join("\n"));
  const button = el("button", { type: "button", class: "more" }, words.moreLines(lines.length - cut));
  rest.tabIndex = -1;
  button.addEventListener("click", () => {
    button.replaceWith(rest);
    rest.focus();
  });
  return [paragraph(lines.slice(0, cut).join("\n")), button];
}

/** A paragraph whose lines 'Thời hạn: …' have a quiet label. */
function paragraph(text) {
  if (!text) return null;
  const lines = text.split("\n").flatMap((line, index) => {
    const label = line.match(/^[\p{Lu}][\p{L} ,]{1,30}:(?= \S)/u)?.[0] ?? "";
    const parts = label ? [el("span", { class: "label" }, label)] : [];
    return [...(index ? ["\n"] : []), ...parts, ...linked(line.slice(label.length))];
  });
  return el("p", { class: "said" }, ...lines);
}

function names(refs) {
  return Array.isArray(refs) ? refs.map((ref) => ref?.text ?? ref).filter(Boolean).join("; ") : "";
}

const ownPage = (item) => (item.type === "procedure" ? `/procedures/${encodeURIComponent(item.id)}` : null);

function record(item, words, base) {
  const title = item.content ?? item.name ?? item.text ?? item.title ?? item.id;
  const facts = [
    [words.lead, names(item.lead)],
    [words.deadline, item.deadline?.text ?? ""],
    [words.output, item.output ?? ""],
  ].filter(([, value]) => value);
  const target = withQuote(address(item.url ?? item.source?.url ?? ownPage(item), base), item.source?.quote);
  const label = item.type === "procedure" ? words.openProcedure : words.open;
  return el(
    "li",
    {},
    el(
      "div",
      {},
      item.parent ? el("p", { class: "parent" }, item.parent) : null,
      el("p", { class: "title" }, String(title).replace(/^[-+•]\s+/, "")),
      facts.length
        ? el("dl", {}, ...facts.flatMap(([term, value]) => [el("dt", {}, term), el("dd", {}, String(value))]))
        : null,
      target
        ? el("a", { class: "open", href: target.href, target: "_blank", rel: "noopener" }, label, el("span", { class: "unseen" }, `: ${title}`))
        : null,
    ),
  );
}

/** Show the first *shown* of *elements* in *list*, the rest behind a button. */
function folded(list, elements, shown, label) {
  list.append(...elements.slice(0, shown));
  const rest = elements.slice(shown);
  if (!rest.length) return [list];
  const button = el("button", { type: "button", class: "more" }, label(rest.length));
  button.addEventListener("click", () => {
    list.append(...rest);
    button.remove();
    const first = rest[0].querySelector("a, button") ?? rest[0];
    if (first === rest[0]) first.tabIndex = -1;
    first.focus();
  });
  return [list, button];
}

/** 'mục 3.n' for a number or letter of a section; labels that are words already stay. */
function sectionLabel(section, words) {
  return /^(?:\d|[A-ZĐ]+(?:\.|$))/.test(section) ? `${words.section} ${section}` : section;
}

/** Each printed line (a cell, often) as a marked run of its own. */
function printedLines(quote) {
  return quote
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .flatMap((line) => [el("span", {}, line), " "]);
}

function slip(source, words, base) {
  const target = withQuote(address(source.url, base), source.quote);
  const inner = [
    el(
      "span",
      { class: "where" },
      el("span", { class: "number" }, target?.pathname.startsWith("/procedures/") ? source.title : source.document),
      source.section ? el("span", {}, sectionLabel(source.section, words)) : null,
    ),
    source.quote ? el("span", { class: "quote" }, ...printedLines(source.quote)) : null,
  ];
  return el(
    "li",
    {},
    target
      ? el("a", { class: "slip", href: target.href, target: "_blank", rel: "noopener", title: source.title }, ...inner)
      : el("div", { class: "slip" }, ...inner),
  );
}

/** A link that prints the papers an answer lists, null when it lists none. */
export function checklist(answer, words, base) {
  const listed = (answer.sources ?? []).find((source) => /^\/procedures\/[^?#]+#papers$/.test(source.url));
  const target = address(listed?.url, base);
  if (!target) return null;
  target.search = "?print";
  target.hash = "";
  return el("a", { class: "tool", href: target.href, target: "_blank", rel: "noopener" }, words.print);
}

/** Return the elements of *answer*; *send* sends a further message. */
export function renderAnswer(answer, { words, base, send }) {
  const items = Array.isArray(answer.items) ? answer.items.filter((item) => item && typeof item === "object") : [];
  const sources = answer.sources ?? [];
  const text = withoutShownApart(answer.text, sources, answer.warnings ?? []);
  const around = aroundList(text, items);
  const body = el("div", { class: "answer" }, el("span", { class: "unseen" }, words.assistant));
  if (around) {
    const { before, after, first } = around;
    const numbered = el("ol", { class: "records", start: first });
    numbered.style.counterReset = `record ${first - 1}`;
    const list = folded(
      numbered,
      items.map((item) => record(item, words, base)),
      FOLD_RECORDS,
      words.moreRecords,
    );
    body.append(...[paragraph(before), ...list, paragraph(after)].filter(Boolean));
  } else {
    body.append(...paragraphs(text, words).filter(Boolean));
  }
  body.append(...items.map((item) => chart(item, words)).filter(Boolean));
  for (const warning of answer.warnings ?? []) body.append(el("p", { class: "warning" }, warning));
  if (sources.length) {
    body.append(
      el(
        "section",
        { class: "sources" },
        el("h2", {}, words.sources),
        ...folded(
          el("ul"),
          sources.map((source) => slip(source, words, base)),
          FOLD_SOURCES,
          words.moreSources,
        ),
      ),
    );
  }
  const shown = (around?.first ?? 1) - 1 + items.length;
  const left = answer.kind === "list" && items.length && answer.total > shown ? answer.total - shown : 0;
  const chips = [...new Set(answer.suggestions ?? [])]
    .filter((text) => !left || !MORE.test(text))
    .map((text) => [text, text]);
  if (left) chips.unshift([words.moreMessage, words.remaining(left)]);
  const row = chips.length
    ? el(
        "ul",
        { class: "suggestions", "aria-label": words.suggestions },
        ...chips.map(([message, label]) =>
          el("li", {}, el("button", { type: "button", onclick: () => send(message) }, label)),
        ),
      )
    : null;
  return { body, row };
}
