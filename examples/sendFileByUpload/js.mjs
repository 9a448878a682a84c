import { readFile } from 'node:fs/promises';

const url = '{{mediaUrl}}/waInstance{{idInstance}}/sendFileByUpload/{{apiTokenInstance}}';

const form = new FormData();
form.append('chatId', '10000000');
form.append('caption', 'A file');
form.append('file', new File([await readFile('a.txt')], 'a.txt', { type: 'text/plain' }));

const response = await fetch(url, {
  method: 'POST',
  body: form,
});
console.log(await response.text());
