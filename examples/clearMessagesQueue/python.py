import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/clearMessagesQueue/{{apiTokenInstance}}"

response = requests.get(url)

print(response.text)
