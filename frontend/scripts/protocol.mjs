// Reads the JSON schema of the protocol (`manage.py export_protocol`) and writes TypeScript.
import { readFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";

const schema = JSON.parse(readFileSync(0, "utf8"));
const definitions = schema.$defs;

/** Names of the definitions that a definition mentions, itself among them. */
function mentioned(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  for (const [, other] of JSON.stringify(definitions[name]).matchAll(/"#\/\$defs\/([^"]+)"/g))
    mentioned(other, found);
  return found;
}

/** Titles would each become a type of their own, and the compiler knows tuples by their older name. */
function simplify(node) {
  if (Array.isArray(node)) return node.map(simplify);
  if (node === null || typeof node !== "object") return node;
  const { title, maxLength, minLength, maxItems, minItems, prefixItems, discriminator, ...rest } = node;
  const result = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === "properties"
        ? Object.fromEntries(Object.entries(value).map(([name, field]) => [name, simplify(field)]))
        : simplify(value),
    ]),
  );
  if (prefixItems) {
    const items = prefixItems.map(simplify);
    Object.assign(result, { items, minItems: items.length, maxItems: items.length });
  }
  return result;
}

const sentByBrowser = definitions.ClientMessage ? mentioned("ClientMessage") : new Set();
for (const [name, definition] of Object.entries(definitions)) {
  // The server writes every field; a browser may leave out what has a default.
  const fields = Object.entries(definition.properties ?? {});
  const required = fields.filter(([field, { const: fixed }]) =>
    !sentByBrowser.has(name) || fixed !== undefined || definition.required?.includes(field),
  );
  if (fields.length > 0) definition.required = required.map(([field]) => field);
}
const text = await compile({ $defs: simplify(definitions), type: "object" }, "Protocol", {
  unreachableDefinitions: true,
  additionalProperties: false,
  bannerComment: "// Generated from studio/protocol.py by `npm run protocol`; do not edit.",
  style: { printWidth: 100 },
});
// Names that Python gives to unions inside the models.
const names = `
export type Role = Member["role"];
export type GenerationState = Generation["state"];
export type CellSymbol = Take["symbols"][number];
`;
process.stdout.write(
  text
    .replace(/export interface Protocol \{[^}]*\}\n/, "")
    .replace(/ \*\n \* This interface was referenced by `Protocol`'s JSON-Schema\n \* via the `definition` "\w+"\.\n/g, "")
    .replace(/\/\*\*\n \* This interface was referenced by `Protocol`'s JSON-Schema\n \* via the `definition` "\w+"\.\n \*\/\n/g, "") + names,
);
