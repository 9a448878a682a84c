const url = '{{apiUrl}}/waInstance{{idInstance}}/sendTyping/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
    typingTime: 5000,
    typingType: 'text',
  }),
});
console.log(await response.text());
