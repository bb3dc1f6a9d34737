// Makes a preview (2048 px) and a thumbnail (400 px) of each picture named, several times over; prints the best time of each in
// milliseconds, as JSON. One thread and no cache, as ours. Both ways that sharp offers are tried: the file is opened for each
// copy, or decoded once and handed on; the faster one counts.
import { readFileSync } from "node:fs";
import sharp from "sharp";

const [rounds, quality, ...paths] = process.argv.slice(2);
sharp.concurrency(1);
sharp.cache(false);

const within = (edge) => [edge, edge, { fit: "inside", withoutEnlargement: true }];
const encoded = (picture) => picture.jpeg({ quality: Number(quality) }).toBuffer();

async function openedTwice(file) {
  await encoded(sharp(file).rotate().resize(...within(2048)));
  await encoded(sharp(file).rotate().resize(...within(400)));
}

async function decodedOnce(file) {
  const { data, info } = await sharp(file).rotate().resize(...within(2048)).raw().toBuffer({ resolveWithObject: true });
  const raw = { raw: { width: info.width, height: info.height, channels: info.channels } };
  await encoded(sharp(data, raw));
  await encoded(sharp(data, raw).resize(...within(400)));
}

async function best(path) {
  const file = readFileSync(path);
  const times = [];
  for (let round = 0; round < Number(rounds); round++) {
    for (const way of [openedTwice, decodedOnce]) {
      const start = performance.now();
      await way(file);
      times.push(performance.now() - start);
    }
  }
  return Math.min(...times);
}

const answers = {};
for (const path of paths) answers[path] = await best(path);
console.log(JSON.stringify(answers));
