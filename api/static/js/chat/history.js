// The conversation as this device keeps it: session id, audience and the last turns.

const KEY = "tro-ly-ao.conversation";
const KEPT = 100;

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return "web-" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fresh(audience = "citizen") {
  return { sessionId: newId(), audience, turns: [] };
}

function valid(stored) {
  return (
    typeof stored?.sessionId === "string" && stored.sessionId.length <= 128 && Array.isArray(stored.turns)
  );
}

export class History {
  constructor() {
    this.state = fresh();
    try {
      const stored = JSON.parse(localStorage.getItem(KEY));
      if (valid(stored)) this.state = stored;
    } catch {
      // Nothing readable is stored: the conversation starts anew.
    }
  }

  get turns() {
    return this.state.turns;
  }

  save() {
    this.state.turns = this.state.turns.slice(-KEPT);
    try {
      localStorage.setItem(KEY, JSON.stringify(this.state));
    } catch {
      // Storage may be forbidden or full; the conversation then lasts for this page.
    }
  }

  add(message) {
    const turn = { id: newId(), message, answer: null };
    this.state.turns.push(turn);
    this.save();
    return turn;
  }

  addOfficer(text) {
    const turn = { officer: text };
    this.state.turns.push(turn);
    return turn;
  }

  clear() {
    this.state = fresh(this.state.audience);
    this.save();
  }
}
