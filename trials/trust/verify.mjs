// A second verifier of exported journals, written from docs/journal-format.md alone; Node only.
//
//   node verify.mjs FILE KEY CHECKPOINT...   one file: prints what is wrong, exits 0 or 1
//   node verify.mjs --list < LIST            many: each line of the list holds the same, with tabs
//                                            between; prints the first wrong line, or Infinity
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const nodeHash = (left, right) => sha256(Buffer.from([1]), left, right);
const utf8 = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
class Wrong extends Error {}
const text = (value) => typeof value === "string" && value.isWellFormed();
const number = (value) => Number.isSafeInteger(value) && value >= 0;
const like = (pattern) => (value) => text(value) && pattern.test(value);
const orNull = (kind) => (value) => value === null || kind(value);
const hash = like(/^[0-9a-f]{64}$/);
const uuid = like(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const moment = like(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
const exportName = (value) => value === "samrum export 1";

const HEADER = { export: exportName, origin: text, size: number, tenant: number };
const ENTRY = {
  actor: text, agency: text, at: moment, commitment: hash, hash, kind: text, mandate: number, noun: text,
  on_behalf_of: text, payload: orNull(text), role: text, salt: orNull(like(/^[0-9a-f]{32}$/)), seq: number,
  stream: uuid, via: text,
};
const HEAD = { hash, leaf: number, seq: number, stream: uuid };
const END = { end: exportName, entries: number, heads: number };

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

function readLine(bytes, names) {
  let value;
  try {
    value = JSON.parse(utf8(bytes));
    if (Object.keys(value).sort().join() !== Object.keys(names).join()) throw new Error("other names");
  } catch {
    throw new Wrong("it cannot be read");
  }
  for (const [name, kind] of Object.entries(names)) if (!kind(value[name])) throw new Wrong(`its ${name}`);
  if (!Buffer.from(`${canonical(value)}\n`).equals(bytes)) throw new Wrong("it is not canonical");
  return value;
}

function base64(string, length) {
  const bytes = Buffer.from(string, "base64");
  if (bytes.toString("base64") !== string || bytes.length === 0 || (length && bytes.length !== length))
    throw new Wrong("it holds base64 that cannot be read");
  return bytes;
}

function readKey(string) {
  const parts = string.trim().match(/^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/);
  if (!parts) throw new Wrong("this is no public key");
  const told = base64(parts[3], 33);
  const id = sha256(parts[1], "\n", told).subarray(0, 4);
  if (told[0] !== 1 || id.toString("hex") !== parts[2]) throw new Wrong("this is no public key");
  const der = Buffer.from(`302a300506032b6570032100${told.toString("hex").slice(2)}`, "hex");
  return { name: parts[1], id, key: createPublicKey({ key: der, format: "der", type: "spki" }) };
}

function readCheckpoint(bytes, key) {
  const note = utf8(bytes);
  const cut = note.indexOf("\n\n");
  const [origin, size, root, ...more] = note.slice(0, cut).split("\n");
  if (cut < 0 || root === undefined || more.length || !note.endsWith("\n")) throw new Wrong("no checkpoint");
  if (!/^(0|[1-9][0-9]{0,15})$/.test(size)) throw new Wrong("its size is no number");
  if (origin !== key.name) throw new Wrong("it is of another");
  const signatures = note.slice(cut + 2, -1).split("\n").map((line) => {
    const parts = line.match(/^— ([^\s+]+) (\S+)$/);
    if (!parts) throw new Wrong("it has a line that is no signature");
    return { name: parts[1], bytes: base64(parts[2]) };
  });
  const ours = signatures.filter((one) => one.name === key.name && one.bytes.subarray(0, 4).equals(key.id));
  const body = Buffer.from(note.slice(0, cut + 1));
  if (!ours.length || !ours.every((one) => verify(null, body, key.key, one.bytes.subarray(4))))
    throw new Wrong("this key has not signed it");
  return { origin, size: Number(size), root: base64(root, 32) };
}

class Tree {
  size = 0; peaks = [];
  add(leaf) {
    for (let rest = this.size; rest % 2 === 1; rest = (rest - 1) / 2) leaf = nodeHash(this.peaks.pop(), leaf);
    this.peaks.push(leaf);
    this.size += 1;
  }
  get root() { return this.peaks.reduceRight((right, left) => nodeHash(left, right)); }
}

class Check {
  hashes = new Map(); // stream -> the hashes of its entries, in order
  lastHead = new Map(); // stream -> seq
  gone = new Set(); named = new Set(); // "stream seq"
  faults = []; tree = new Tree(); entries = 0;
  last = { stream: "", seq: 0, hash: "", at: "" };

  constructor(checkpoints) {
    this.checkpoints = checkpoints;
    this.checkpoint = checkpoints.toSorted((one, other) => one.size - other.size).at(-1);
  }
  say(line, what) { this.faults.push({ line, what }); }

  run(file) {
    let line = 1, begin = 0, ended = false;
    try {
      for (; begin < file.length; line += 1) {
        const end = file.indexOf(10, begin) + 1 || file.length;
        if (ended) throw new Wrong("it stands after the end");
        ended = this.line(line, file.subarray(begin, end));
        begin = end;
      }
      if (!ended) throw new Wrong("the file ends before its end");
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      this.say(line, error.message);
    }
    return this.faults;
  }
  line(line, bytes) {
    const begins = (beginning) => bytes.indexOf(beginning) === 0;
    if (line === 1) this.header(readLine(bytes, HEADER));
    else if (begins('{"actor":') && this.tree.size) throw new Wrong("an entry after a head");
    else if (begins('{"actor":')) this.entry(line, readLine(bytes, ENTRY));
    else if (begins('{"hash":')) this.head(line, readLine(bytes, HEAD));
    else this.end(line, readLine(bytes, END));
    return bytes[2] === 101 && bytes[3] === 110; // {"en...
  }
  header({ origin, size, tenant }) {
    if (origin !== this.checkpoint.origin) this.say(1, "another origin");
    if (!origin.endsWith(`/journal/${tenant}`)) this.say(1, "another tenant");
    if (size !== this.checkpoint.size) this.say(1, "another size");
    this.tenant = tenant;
  }
  entry(line, one) {
    if (one.stream !== this.last.stream) {
      if (one.stream < this.last.stream) this.say(line, "its stream is out of order");
      this.last = { stream: one.stream, seq: 0, hash: "", at: "" };
    }
    if (one.seq !== this.last.seq + 1) this.say(line, `entry ${this.last.seq + 1} is missing`);
    if (one.at < this.last.at) this.say(line, "time runs backwards");
    if (one.payload === null && one.salt === null) this.gone.add(`${one.stream} ${one.seq}`);
    else if (one.payload === null || one.salt === null) this.say(line, "payload without salt");
    else if (sha256(Buffer.from(one.salt, "hex"), one.payload).toString("hex") !== one.commitment)
      this.say(line, "the payload was changed");
    else if (one.noun === "erasure") {
      const told = JSON.parse(one.payload);
      for (const seq of told.entries) this.named.add(`${told.stream} ${seq}`);
    }
    const told = ["samrum entry 1", this.tenant, one.stream, one.seq, one.noun, one.agency, one.kind, one.at,
      one.actor, one.role, one.via, one.on_behalf_of, one.mandate, one.commitment, this.last.hash];
    if (sha256(canonical(told)).toString("hex") !== one.hash) this.say(line, "its hash does not follow");
    this.last = one;
    if (!this.hashes.has(one.stream)) this.hashes.set(one.stream, []);
    this.hashes.get(one.stream).push(one.hash);
    this.entries += 1;
  }
  head(line, one) {
    const last = this.lastHead.get(one.stream) ?? 0;
    if (one.leaf !== this.tree.size) this.say(line, `head ${this.tree.size} is missing`);
    if (one.seq <= last) this.say(line, "a later head stands before it");
    if (this.hashes.get(one.stream)?.[one.seq - 1] !== one.hash) this.say(line, `its entry ${one.seq} is not here`);
    this.lastHead.set(one.stream, Math.max(one.seq, last));
    this.tree.add(sha256("\0", canonical(["samrum head 1", this.tenant, one.stream, one.seq, one.hash])));
    for (const checkpoint of this.checkpoints)
      if (checkpoint.size === this.tree.size && !checkpoint.root.equals(this.tree.root)) this.say(line, "another root");
  }
  end(line, { entries, heads }) {
    if (entries !== this.entries || heads !== this.tree.size) this.say(line, "it counts other lines");
    if (this.tree.size !== this.checkpoint.size) this.say(line, "the checkpoint covers other heads");
    for (const [stream, hashes] of this.hashes)
      if ((this.lastHead.get(stream) ?? 0) < hashes.length) this.say(line, `${stream} goes on after its last head`);
    for (const one of this.gone) if (!this.named.has(one)) this.say(line, `${one} is gone without a ground`);
    for (const one of this.named) if (!this.gone.has(one)) this.say(line, `${one} was to be erased`);
  }
}

function check(file, key, ...checkpoints) {
  try {
    const known = readKey(readFileSync(key, "utf8"));
    checkpoints = checkpoints.map((one) => readCheckpoint(readFileSync(one), known));
  } catch (error) {
    return [{ line: 0, what: error.message }];
  }
  return new Check(checkpoints).run(readFileSync(file));
}

const [first, ...words] = process.argv.slice(2);
if (first === "--list") {
  for (const line of readFileSync(0, "utf8").trim().split("\n"))
    console.log(Math.min(...check(...line.split("\t")).map((one) => one.line)));
} else for (const { line, what } of check(first, ...words)) {
  console.log(`line ${line}: ${what}`);
  process.exitCode = 1;
}
