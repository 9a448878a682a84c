const url = '{{apiUrl}}/waInstance{{idInstance}}/checkAccount/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    phoneNumber: 79876543210,
  }),
});
console.log(await response.text());
