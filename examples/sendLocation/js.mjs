const url = '{{apiUrl}}/waInstance{{idInstance}}/sendLocation/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
    nameLocation: 'Restaurant',
    address: '12 Example Street',
    latitude: 55.75,
    longitude: 37.61,
  }),
});
console.log(await response.text());
