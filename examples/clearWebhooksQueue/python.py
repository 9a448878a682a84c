import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/clearWebhooksQueue/{{apiTokenInstance}}"

response = requests.delete(url)

print(response.text)
