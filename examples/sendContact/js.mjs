const url = '{{apiUrl}}/waInstance{{idInstance}}/sendContact/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
    contact: {
      phoneContact: 79876543210,
      firstName: 'Example',
      company: 'Acme',
    },
  }),
});
console.log(await response.text());
