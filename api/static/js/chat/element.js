// <tro-ly-ao>: the chat as one custom element, on our page and inside the widget alike.

import { checklist, renderAnswer } from "./answer.js";
import { Draft } from "./draft.js";
import { el, icon } from "./dom.js";
import { History } from "./history.js";
import { printing } from "./print.js";
import { Service } from "./service.js";
import { canDictate, canRead, dictate, hush, read } from "./speech.js";
import { words as allWords } from "./words.js";

const LIMIT = 2000;
const RESTART_TRIES = 5;
const SLOW = 4_000;
const NEWS_SECONDS = 4;
const ROOT = new URL("../../", import.meta.url);

const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

class TroLyAo extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    this.language = this.getAttribute("lang") === "en" ? "en" : "vi";
    this.words = allWords[this.language];
    this.speaks = this.language === "en" ? "en-US" : "vi-VN";
    this.base = ROOT.origin;
    this.service = new Service(this.base);
    this.history = new History();
    this.busy = false;
    this.attachShadow({ mode: "open" });
    this.#build();
    this.#restore();
    this.#watchConnection();
  }

  focus() {
    this.input.focus();
  }

  /** Stop reading aloud. */
  hush() {
    hush();
  }

  // ---- building

  #build() {
    const { words } = this;
    this.log = el("div", { class: "column", role: "log", "aria-live": "off", "aria-relevant": "additions", "aria-label": words.conversation });
    this.status = el("div", { class: "column typing", role: "status" });
    this.draft = new Draft({ words, base: this.base, send: () => {} });
    this.scroll = el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": words.conversation }, this.log, this.draft.element, this.status);
    this.input = el("textarea", { id: "question", rows: "1", placeholder: words.placeholder, autocomplete: "off", enterkeyhint: "send", "aria-describedby": "count" });
    this.send = el("button", { type: "submit", class: "send", "aria-label": words.send, "aria-disabled": "true" }, icon("M5 12h14M13 6l6 6-6 6"));
    this.count = el("p", { class: "count", id: "count", role: "status" });
    this.offline = el("p", { class: "offline", role: "alert", hidden: navigator.onLine }, navigator.onLine ? "" : words.offline);
    const form = el(
      "form",
      { class: "column" },
      this.offline,
      el("div", { class: "box" }, el("label", { for: "question", class: "unseen" }, words.question), this.input, this.#dictation(), this.send),
      el(
        "div",
        { class: "below" },
        el("p", { class: "note" }, words.note),
        this.count,
        el("button", { type: "button", onclick: () => this.#clear() }, words.clear),
      ),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.input.addEventListener("input", () => this.#measure());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#submit();
      }
    });
    this.frame = el("div", { class: "frame" }, this.scroll, el("div", { class: "composer" }, form));
    this.shadowRoot.append(
      ...["css/tokens.css", "css/chat.css"].map((path) => el("link", { rel: "stylesheet", href: new URL(path, ROOT).href })),
      this.frame,
    );
  }

  #dictation() {
    if (!canDictate) return null;
    const { words } = this;
    let stop = null;
    const button = el("button", { type: "button", "aria-label": words.dictate, title: words.dictate }, icon("M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3ZM5 11a7 7 0 0 0 14 0M12 18v3"));
    const mark = (listening) => {
      button.classList.toggle("listening", listening);
      button.setAttribute("aria-label", listening ? words.stopDictating : words.dictate);
    };
    button.addEventListener("click", () => {
      if (stop) {
        stop();
        return;
      }
      const typed = this.input.value;
      mark(true);
      stop = dictate(
        this.speaks,
        (heard) => {
          this.input.value = typed ? `${typed} ${heard}` : heard;
          this.#measure();
        },
        (refused) => {
          stop = null;
          mark(false);
          if (refused) this.count.textContent = words.noMicrophone;
          this.input.focus();
        },
      );
    });
    return button;
  }

  #reading(answer) {
    if (!canRead) return null;
    const { words } = this;
    let stop = null;
    const button = el("button", { type: "button" }, words.readAloud);
    const mark = (reading) => {
      button.textContent = reading ? words.stopReading : words.readAloud;
    };
    button.addEventListener("click", () => {
      if (stop) {
        stop();
        return;
      }
      mark(true);
      stop = read(answer.text, this.speaks, () => {
        stop = null;
        mark(false);
      });
    });
    return button;
  }

  #verdicts(turn) {
    if (!this.asksFeedback || !turn.answer.message_id || ["with_officer", "channel_closed"].includes(turn.answer.understanding?.intent)) return [];
    const { words } = this;
    const thanks = el("span", { role: "status" });
    const button = (verdict) => {
      const element = el("button", { type: "button", "aria-pressed": String(turn.verdict === verdict) }, words[verdict]);
      element.addEventListener("click", async () => {
        if (!(await this.service.judge(turn.answer.message_id, verdict))) return;
        turn.verdict = verdict;
        this.history.save();
        for (const other of buttons) other.setAttribute("aria-pressed", String(other === element));
        thanks.textContent = words.thanks;
        element.parentElement.querySelector(".why")?.remove();
        if (verdict === "unhelpful") element.parentElement.append(this.#why(turn, element, thanks));
      });
      return element;
    };
    const buttons = [button("helpful"), button("unhelpful")];
    return [...buttons, thanks];
  }

  /** Ask why an answer was not right: a reason of ours, or words of one's own. */
  #why(turn, verdict, thanks) {
    const { why, reasons, own, send } = this.welcome.opinion;
    const tell = async (reason) => {
      if (!reason || !(await this.service.judge(turn.answer.message_id, "unhelpful", reason))) return;
      asked.remove();
      thanks.textContent = "";
      requestAnimationFrame(() => (thanks.textContent = this.words.thanks));
      verdict.focus();
    };
    const words = el("input", { type: "text", maxlength: "500", "aria-label": own, placeholder: own });
    const form = el("form", {}, words, el("button", { type: "submit" }, send));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      tell(words.value.trim());
    });
    const offered = reasons.map((reason) => el("button", { type: "button", onclick: () => tell(reason) }, reason));
    const asked = el("fieldset", { class: "why" }, el("legend", {}, why), ...offered, form);
    return asked;
  }

  // ---- the start

  async #restore() {
    const welcome = await this.service.welcome(this.language);
    this.welcome = welcome;
    this.asksFeedback = Boolean(welcome?.feedback);
    if (this.log.childElementCount) return this.#listenable();
    if (this.history.turns.length) {
      for (const turn of this.history.turns) {
        const element = this.#show(turn);
        if (!turn.answer && !turn.officer) this.#showTrouble(turn, element, this.words.unanswered);
      }
      this.#toEnd();
      this.#follow();
    } else {
      this.#greet();
    }
    this.#listenable();
  }

  /** From now on what comes is read out; what was there before is not. */
  #listenable() {
    requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
  }

  #greet() {
    const { words, welcome } = this;
    const openers = el("ul", { class: "openers", "aria-label": words.openers });
    const fill = () => {
      const questions = welcome?.suggestions?.[this.history.state.audience] ?? [];
      openers.replaceChildren(
        ...questions.map((question) => el("li", {}, el("button", { type: "button", onclick: () => this.#ask(question) }, question))),
      );
    };
    const choice = (value) =>
      el(
        "label",
        {},
        el("input", {
          type: "radio",
          name: "audience",
          value,
          checked: this.history.state.audience === value,
          onchange: () => {
            this.history.state.audience = value;
            this.history.save();
            fill();
          },
        }),
        words[value],
      );
    fill();
    this.log.append(
      el(
        "section",
        { class: "welcome" },
        el("p", { class: "greeting" }, welcome?.greeting ?? words.panel),
        welcome?.hint ? el("p", { class: "hint" }, welcome.hint) : null,
        el("fieldset", { class: "audience" }, el("legend", { class: "unseen" }, words.iAm), choice("citizen"), choice("official")),
        openers,
      ),
    );
  }

  #clear() {
    if (!this.history.turns.length || !confirm(this.words.clearSure)) return;
    this.history.clear();
    this.log.replaceChildren();
    this.#greet();
    this.input.focus();
  }

  // ---- asking

  #measure() {
    const length = this.input.value.trim().length;
    const over = length - LIMIT;
    this.send.setAttribute("aria-disabled", String(!length || over > 0));
    this.count.classList.toggle("over", over > 0);
    this.count.textContent = over > 0 ? this.words.over(over) : length > LIMIT * 0.9 ? this.words.count(length) : "";
  }

  #submit() {
    const message = this.input.value.trim();
    if (!message || message.length > LIMIT || this.busy) return;
    this.input.value = "";
    this.#measure();
    this.#ask(message);
  }

  async #ask(message) {
    if (this.busy) return;
    this.log.querySelector(".welcome")?.remove();
    this.log.querySelectorAll(".suggestions").forEach((row) => row.remove());
    const turn = this.history.add(message);
    const element = this.#show(turn);
    this.#toEnd();
    await this.#answer(turn, element);
    this.input.focus({ preventScroll: true });
  }

  async #answer(turn, element) {
    this.busy = true;
    element.classList.remove("failed");
    element.querySelector(".trouble")?.remove();
    this.#typing(this.words.typing);
    const slow = setTimeout(() => this.#typing(this.words.slow), SLOW);
    const quiet = () => {
      clearTimeout(slow);
      this.#typing("");
      return this.draft.clear();
    };
    try {
      turn.answer = await this.#say(turn);
      if (turn.answer.handoff) this.history.state.officer ??= { last: this.history.state.heard ?? 0 };
      this.history.save();
      element.classList.toggle("told", quiet());
      this.#showAnswer(turn, element, true);
      this.#follow();
    } catch (trouble) {
      quiet();
      this.#showTrouble(turn, element, trouble.message);
    }
    this.busy = false;
  }

  async #say(turn) {
    const { sessionId, audience } = this.history.state;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.service.say(sessionId, turn, audience, this.words.unreachable, (name, data) => this.draft.hear(name, data));
      } catch (trouble) {
        if (trouble.status !== 503 || tries === RESTART_TRIES) throw trouble;
        this.#typing(this.words.restarting);
        await wait(trouble.retryAfter);
      }
    }
  }

  // ---- showing

  #typing(text) {
    this.status.replaceChildren(
      ...(text ? [el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")), text] : []),
    );
    if (text) this.#toEnd();
  }

  /** The questions at the end of a conversation, one group of buttons each. */
  #survey({ questions, scores, thanks }) {
    const { sessionId } = this.history.state;
    return el(
      "div",
      { class: "survey" },
      ...questions.map((question) => {
        const told = el("span", { role: "status" });
        const buttons = scores.map(({ score, text }) => {
          const button = el("button", { type: "button", "aria-pressed": "false" }, text);
          button.addEventListener("click", async () => {
            if (!(await this.service.score(sessionId, question.id, score))) return;
            for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
            told.textContent = thanks;
          });
          return button;
        });
        return el("fieldset", {}, el("legend", {}, question.text), ...buttons, told);
      }),
    );
  }

  /** While an officer is to answer, or does: fetch what was written, until the conversation is closed. */
  async #follow() {
    if (this.following || !this.history.state.officer) return;
    this.following = true;
    while (this.isConnected && this.history.state.officer) {
      const { sessionId, officer } = this.history.state;
      const news = document.hidden ? null : await this.service.news(sessionId, officer.last, this.language);
      if (news && sessionId === this.history.state.sessionId) this.#tell(news, officer);
      if (this.history.state.officer) await wait(NEWS_SECONDS);
    }
    this.following = false;
  }

  #tell(news, officer) {
    for (const message of news.messages) this.#show(this.history.addOfficer(message.text));
    officer.last = this.history.state.heard = news.last;
    if (news.state === "closed" || news.state === "none") {
      delete this.history.state.officer;
      if (news.state === "closed") this.log.append(el("p", { class: "closed" }, this.words.officerLeft));
      if (news.survey) this.log.append(this.#survey(news.survey));
    }
    this.history.save();
    if (news.messages.length || news.state === "closed") this.#toEnd();
  }

  #show(turn) {
    if (turn.officer) {
      const said = el("article", { class: "turn officer" }, el("p", { class: "by" }, this.words.officer), el("p", { class: "said" }, turn.officer));
      this.log.append(said);
      return said;
    }
    const element = el("article", { class: "turn" }, el("p", { class: "asked" }, el("span", { class: "unseen" }, this.words.you + " "), turn.message));
    this.log.append(element);
    if (turn.answer) this.#showAnswer(turn, element, false);
    return element;
  }

  #showAnswer(turn, element, follow) {
    const { words, base } = this;
    const { body, row } = renderAnswer(turn.answer, { words, base, send: (message) => this.#ask(message) });
    const print = checklist(turn.answer, words, base) ?? (turn.answer.sources?.length ? printing(this, this.frame, element, words) : null);
    const tools = [...this.#verdicts(turn), this.#reading(turn.answer), print].filter(Boolean);
    element.append(body, ...(tools.length ? [el("div", { class: "after" }, ...tools)] : []));
    if (turn.answer.reminder) element.append(el("aside", { class: "officer", "aria-label": words.reminder }, el("p", { class: "said" }, turn.answer.reminder.text)));
    if (follow && turn.answer.survey) element.append(this.#survey(turn.answer.survey));
    if (row && turn === this.history.turns.at(-1)) element.append(row);
    if (follow) this.scroll.scrollTo({ top: element.offsetTop - 12, behavior: this.#motion() });
  }

  #showTrouble(turn, element, text) {
    element.classList.add("failed");
    const retry = el("button", { type: "button", onclick: () => !this.busy && this.#answer(turn, element) }, this.words.retry);
    element.append(el("div", { class: "trouble", role: "alert" }, el("p", {}, text), retry));
    this.#toEnd();
  }

  #motion() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  }

  #toEnd() {
    this.scroll.scrollTo({ top: this.scroll.scrollHeight, behavior: this.#motion() });
  }

  #watchConnection() {
    const tell = () => {
      this.offline.hidden = navigator.onLine;
      this.offline.textContent = navigator.onLine ? "" : this.words.offline;
    };
    addEventListener("online", tell);
    addEventListener("offline", tell);
  }
}

if (!customElements.get("tro-ly-ao")) customElements.define("tro-ly-ao", TroLyAo);
