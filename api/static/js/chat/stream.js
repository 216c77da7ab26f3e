// Reading an answer that comes as server-sent events over fetch (EventSource can only GET).

const STREAM = "text/event-stream";

export const ACCEPT = `${STREAM}, application/json`;

export const isStream = (response) =>
  response.ok && Boolean(response.body) && (response.headers.get("content-type") ?? "").startsWith(STREAM);

/** One event's lines as [name, data]. */
function parsed(block) {
  let name = "message";
  const data = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) name = line.slice(6).trim();
    if (line.startsWith("data:")) data.push(line.slice(5).trim());
  }
  return [name, data.length ? JSON.parse(data.join("\n")) : null];
}

/** Yield [name, data] of each whole event; an event cut off at the end is dropped. */
export async function* readEvents(response) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text = (text + decoder.decode(value, { stream: true })).replaceAll("\r\n", "\n");
      const blocks = text.split("\n\n");
      text = blocks.pop();
      for (const block of blocks) if (block.trim()) yield parsed(block);
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
