const url = '{{apiUrl}}/waInstance{{idInstance}}/sendAuthorizationCode/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    code: '12345',
  }),
});
console.log(await response.text());
