const url = '{{apiUrl}}/partner/getInstances/{{partnerToken}}';

const response = await fetch(url);
console.log(await response.text());
