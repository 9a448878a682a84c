const url = '{{apiUrl}}/waInstance{{idInstance}}/qr/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
