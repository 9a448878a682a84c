const url = '{{apiUrl}}/waInstance{{idInstance}}/sendPoll/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
    message: 'Which colour?',
    options: ['green', 'blue'],
  }),
});
console.log(await response.text());
