import { readFile } from 'node:fs/promises';

const url = '{{apiUrl}}/waInstance{{idInstance}}/setGroupPicture/{{apiTokenInstance}}';

const form = new FormData();
form.append('chatId', '-10000000000000');
form.append('file', new File([await readFile('picture.jpg')], 'picture.jpg', { type: 'image/jpeg' }));

const response = await fetch(url, {
  method: 'POST',
  body: form,
});
console.log(await response.text());
