import { readFile } from 'node:fs/promises';

const url = '{{mediaUrl}}/waInstance{{idInstance}}/uploadFile/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'text/plain', 'GA-Filename': 'a.txt' },
  body: await readFile('a.txt'),
});
console.log(await response.text());
