const url = '{{apiUrl}}/waInstance{{idInstance}}/reboot/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
