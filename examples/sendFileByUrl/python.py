import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/sendFileByUrl/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "urlFile": "https://sluice.example/download/4900/3f9a.pdf",
    "fileName": "a.pdf",
    "caption": "A file"
}

response = requests.post(url, json=payload)

print(response.text)
