const url = '{{apiUrl}}/waInstance{{idInstance}}/getAvatar/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
  }),
});
console.log(await response.text());
