const url = '{{apiUrl}}/waInstance{{idInstance}}/lastOutgoingMessages/{{apiTokenInstance}}?minutes=1440';

const response = await fetch(url);
console.log(await response.text());
