// Reads the JSON schema of the protocol (`manage.py export_protocol`) and writes src/protocol.ts; with --check it
// writes nothing and fails where the file would change.
import { readFileSync, writeFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";

const schema = JSON.parse(readFileSync(0, "utf8"));
const definitions = schema.$defs;

/**
 * Titles, and defaults beside a reference, would each become a type of their own; the compiler knows tuples by
 * their older name.
 */
function simplify(node) {
  if (Array.isArray(node)) return node.map(simplify);
  if (node === null || typeof node !== "object") return node;
  if (node.$ref) return { $ref: node.$ref };
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

const text = await compile({ $defs: simplify(definitions), type: "object" }, "Protocol", {
  unreachableDefinitions: true,
  additionalProperties: false,
  bannerComment: "// Generated from studio/protocol by `npm run protocol`; do not edit.",
  style: { printWidth: 100 },
});
// Names that Python gives to unions inside the models.
const names = `
export type Role = Member["role"];
export type GenerationState = Generation["state"];
export type CellSymbol = Take["symbols"][number];
`;
const types =
  text
    .replace(/export interface Protocol \{[^}]*\}\n/, "")
    .replace(/ \*\n \* This interface was referenced by `Protocol`'s JSON-Schema\n \* via the `definition` "\w+"\.\n/g, "")
    .replace(/\/\*\*\n \* This interface was referenced by `Protocol`'s JSON-Schema\n \* via the `definition` "\w+"\.\n \*\/\n/g, "") + names;

const path = new URL("../src/protocol.ts", import.meta.url);
if (!process.argv.includes("--check")) writeFileSync(path, types);
else if (readFileSync(path, "utf8") !== types) {
  console.error("frontend/src/protocol.ts is not what studio/protocol says. Run `make protocol`.");
  process.exit(1);
}
