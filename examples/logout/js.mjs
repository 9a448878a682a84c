const url = '{{apiUrl}}/waInstance{{idInstance}}/logout/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
