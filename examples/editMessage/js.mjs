const url = '{{apiUrl}}/waInstance{{idInstance}}/editMessage/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
    idMessage: '1763115112346',
    message: 'new text',
  }),
});
console.log(await response.text());
