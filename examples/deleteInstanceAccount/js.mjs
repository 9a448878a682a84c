const url = '{{apiUrl}}/partner/deleteInstanceAccount/{{partnerToken}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    idInstance: 4900000002,
  }),
});
console.log(await response.text());
