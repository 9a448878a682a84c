const url = '{{apiUrl}}/waInstance{{idInstance}}/sendFileByUrl/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
    urlFile: 'https://sluice.example/download/4900/3f9a.pdf',
    fileName: 'a.pdf',
    caption: 'A file',
  }),
});
console.log(await response.text());
