// Usage: FINANCIAL_MCP_TOKEN=... node call-every-tool.mjs URL PLAN.json
// The plan is a list of {tool, arguments}. Arguments may take a value from an earlier answer: "$0.transaction.transaction_id"
// is that member of the answer to call 0. Every tool that the server lists must be in the plan. Each answer is validated by
// the client against the tool's output schema. Prints one JSON line a call, and exits 1 when anything was not as it should be.
import { readFileSync } from "node:fs";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const [url, planFile] = process.argv.slice(2);
const plan = JSON.parse(readFileSync(planFile, "utf8"));
const answers = [];
let failures = 0;

function report(line) {
  if (!line.ok) failures++;
  console.log(JSON.stringify(line));
}

function resolve(value) {
  const reference = typeof value === "string" ? /^\$(\d+)\.(.+)$/.exec(value) : null;
  if (!reference) return value;
  return reference[2].split(".").reduce((node, member) => node?.[member], answers[Number(reference[1])]);
}

const client = new Client({ name: "typescript-v1", version: "1.0.0" });
await client.connect(
  new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { Authorization: `Bearer ${process.env.FINANCIAL_MCP_TOKEN}` } },
  }),
);

const { tools } = await client.listTools();
for (const tool of tools) {
  const planned = plan.some((call) => call.tool === tool.name);
  if (!planned || !tool.outputSchema) report({ ok: false, tool: tool.name, planned, hasOutputSchema: !!tool.outputSchema });
}

for (const call of plan) {
  const args = Object.fromEntries(Object.entries(call.arguments).map(([name, value]) => [name, resolve(value)]));
  try {
    const result = await client.callTool({ name: call.tool, arguments: args });
    answers.push(result.structuredContent);
    report({ ok: !result.isError, tool: call.tool, error: result.isError ? result.content[0].text : undefined });
  } catch (error) {
    answers.push(undefined);
    report({ ok: false, tool: call.tool, error: String(error) });
  }
}

await client.close();
process.exit(failures === 0 && tools.length > 0 ? 0 : 1);
