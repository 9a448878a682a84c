const url = '{{apiUrl}}/waInstance{{idInstance}}/forwardMessages/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
    chatIdFrom: '10000000',
    messages: ['1763115112345', '1763115112346'],
  }),
});
console.log(await response.text());
