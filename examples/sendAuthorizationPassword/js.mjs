const url = '{{apiUrl}}/waInstance{{idInstance}}/sendAuthorizationPassword/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    password: 'secret',
  }),
});
console.log(await response.text());
