const url = '{{apiUrl}}/waInstance{{idInstance}}/downloadFile/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
    idMessage: '1763115112346',
  }),
});
console.log(await response.text());
