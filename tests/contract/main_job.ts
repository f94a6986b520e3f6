// The whole main job, by a client of generated types alone, without a cast. Run with the address of a Minka in development.

import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Problem = components["schemas"]["Problem"];
type Match = components["schemas"]["MatchOut"];
interface Outbox {
  items: { text: string }[];
}

const baseUrl = process.argv[2] ?? "http://127.0.0.1:8000";
const place = { lat: 42.731, lon: -84.551 };

function good<T>(answer: { data?: T; error?: Problem }): T {
  if (answer.data === undefined) {
    throw new Error(answer.error ? `${answer.error.code}: ${answer.error.detail}` : "no answer");
  }
  return answer.data;
}

function keyed(): { "Idempotency-Key": string } {
  return { "Idempotency-Key": crypto.randomUUID() };
}

async function codeFor(address: string): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    const answer = await fetch(`${baseUrl}/dev/outbox?address=${encodeURIComponent(address)}`);
    const outbox: Outbox = await answer.json();
    const code = outbox.items.map((item) => /\b\d{6}\b/.exec(item.text)?.[0]).find((found) => found !== undefined);
    if (code !== undefined) return code;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no code came to ${address}`);
}

async function signedIn(address: string) {
  const client = createClient<paths>({ baseUrl });
  const { challenge } = good(await client.POST("/v1/auth/codes", { body: { address, locale: "en" } }));
  const code = await codeFor(address);
  const session = good(await client.POST("/v1/auth/sessions", { body: { challenge, code, device_name: "node" } }));
  const signs: Middleware = {
    onRequest({ request }) {
      request.headers.set("Authorization", `Bearer ${session.access_token}`);
      return request;
    },
  };
  client.use(signs);
  const me = { display_name: address.split("@")[0], is_adult: true, quiet_from: "00:00", quiet_to: "00:00" };
  good(await client.PATCH("/v1/me", { params: { header: keyed() }, body: me }));
  return { client, refresh: session.refresh_token };
}

function may(match: Match, move: components["schemas"]["MatchMove"]): Match {
  if (!match.allowed.includes(move)) throw new Error(`${match.status}: ${match.allowed.join(", ")}`);
  return match;
}

const ana = await signedIn("ana@example.org");
const ben = await signedIn("ben@example.org");
const circle = good(
  await ana.client.POST("/v1/communities", {
    params: { header: keyed() },
    body: { name: "Lansing", place, reach_km: 20, join_policy: "open" },
  }),
);
good(
  await ben.client.POST("/v1/communities/{community_id}/join", {
    params: { path: { community_id: circle.id }, header: keyed() },
  }),
);

const posted = await ana.client.POST("/v1/needs", {
  params: { header: keyed() },
  body: { category: "groceries", place, community_id: circle.id },
});
const need = good(posted);
const tag = posted.response.headers.get("ETag");
if (tag === null) throw new Error("a need without its tag");
const edited = good(
  await ana.client.PATCH("/v1/needs/{need_id}", {
    params: { path: { need_id: need.id }, header: { "If-Match": tag, ...keyed() } },
    body: { title: "Bread and milk" },
  }),
);
if (edited.title !== "Bread and milk" || edited.urgency !== need.urgency) throw new Error("not that edit");

const answered = may(
  good(
    await ben.client.POST("/v1/needs/{need_id}/responses", {
      params: { path: { need_id: need.id }, header: keyed() },
      body: { message: "I can be there at ten." },
    }),
  ),
  "take_back",
);
const path = { match_id: answered.id };
const around = good(await ana.client.GET("/v1/needs/{need_id}/matches", { params: { path: { need_id: need.id } } }));
for (const match of around.items) may(match, "confirm");
may(good(await ana.client.POST("/v1/matches/{match_id}/confirm", { params: { path, header: keyed() } })), "report");

const contact = good(await ben.client.GET("/v1/matches/{match_id}/contact", { params: { path } }));
const where = contact.place?.lat;
if (where !== place.lat) throw new Error(`shown ${where}`);
good(
  await ana.client.POST("/v1/matches/{match_id}/messages", {
    params: { path, header: keyed() },
    body: { text: "The blue door." },
  }),
);
const inbox = good(await ben.client.GET("/v1/me/notifications", { params: { query: { unread: true } } }));
const kinds = inbox.items.map((one) => one.kind);

for (const side of [ben, ana]) {
  const report = await side.client.POST("/v1/matches/{match_id}/report", {
    params: { path, header: keyed() },
    body: { outcome: "helped" },
  });
  good(report);
}
const home = good(await ana.client.GET("/v1/home"));
const ended = good(await ana.client.GET("/v1/matches/{match_id}", { params: { path } }));

const renewed = good(await ben.client.POST("/v1/auth/refresh", { body: { refresh_token: ben.refresh } }));
const tokens: string = renewed.access_token;

console.log(JSON.stringify({ status: ended.status, kinds, unread: home.unread.messages, renewed: tokens.length > 20 }));
