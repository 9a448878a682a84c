const url = '{{apiUrl}}/waInstance{{idInstance}}/lastIncomingMessages/{{apiTokenInstance}}?minutes=1440';

const response = await fetch(url);
console.log(await response.text());
