import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/updateApiToken/{{apiTokenInstance}}"

response = requests.get(url)

print(response.text)
