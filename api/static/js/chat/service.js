// Talking to the chat endpoint.

import { ACCEPT, isStream, readEvents } from "./stream.js";

const TIMEOUT = 45_000;

/** A message that got no answer; ``retryAfter`` (seconds) when the service asked to wait. */
export class Trouble extends Error {
  constructor(message, { status = 0, retryAfter = 0 } = {}) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export class Service {
  constructor(base) {
    this.base = base;
    this.streams = true;
  }

  async #request(path, init, unreachable) {
    try {
      return await fetch(new URL(path, this.base), { ...init, signal: AbortSignal.timeout?.(TIMEOUT), credentials: "same-origin" });
    } catch {
      throw new Trouble(unreachable);
    }
  }

  #post(path, body, unreachable, accept = "application/json") {
    const headers = { "content-type": "application/json", accept };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    return this.#request(path, init, unreachable);
  }

  /**
   * Send one message; return the answer or throw Trouble. Its parts are told to *heard* as they come
   * where streams get through; elsewhere the whole answer is fetched, under the same turn.
   */
  async say(sessionId, { id, message }, audience, unreachable, heard) {
    const request = { session_id: sessionId, message, audience, turn_id: id };
    if (this.streams) {
      try {
        const response = await this.#post("/api/v1/chat", request, unreachable, ACCEPT);
        return await (isStream(response) ? this.#listened(response, heard) : this.#whole(response, unreachable));
      } catch (trouble) {
        if (trouble.status) throw trouble;
      }
    }
    const answer = await this.#whole(await this.#post("/api/v1/chat", request, unreachable), unreachable);
    this.streams = false;
    return answer;
  }

  async #listened(response, heard) {
    for await (const [name, data] of readEvents(response)) {
      if (name === "done") return data;
      if (name === "problem") throw new Trouble(data.detail, { status: data.status, retryAfter: data.retry_after ?? 2 });
      heard(name, data);
    }
    throw new Trouble("");
  }

  async #whole(response, unreachable) {
    const body = await response.json().catch(() => null);
    if (response.ok && body) return body;
    throw new Trouble(body?.detail ?? unreachable, {
      status: response.status,
      retryAfter: Number(response.headers.get("retry-after") ?? 2),
    });
  }

  /** Tell what the user thought of an answer; resolves to whether it was kept. */
  async judge(messageId, verdict, reason = "") {
    try {
      return (await this.#post("/api/v1/feedback", { message_id: messageId, verdict, reason }, "")).ok;
    } catch {
      return false;
    }
  }

  /** Tell how satisfied the user is; resolves to whether it was kept. */
  async score(sessionId, question, score) {
    try {
      return (await this.#post("/api/v1/satisfaction", { session_id: sessionId, question, score }, "")).ok;
    } catch {
      return false;
    }
  }

  /** Return what officers wrote after the line *after* and how the conversation stands; null when unknown. */
  async news(sessionId, after, language) {
    try {
      const response = await this.#request(`/api/v1/chat/${encodeURIComponent(sessionId)}/messages?after=${after}&lang=${language}`, {}, "");
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }

  /** Return the greeting and first suggestions, null when they cannot be had. */
  async welcome(language) {
    try {
      const response = await this.#request(`/api/v1/welcome?lang=${language}`, {}, "");
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }
}
