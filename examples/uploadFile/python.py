import requests

url = "{{mediaUrl}}/waInstance{{idInstance}}/uploadFile/{{apiTokenInstance}}"

headers = {
    "Content-Type": "text/plain",
    "GA-Filename": "a.txt"
}

with open("a.txt", "rb") as file:
    response = requests.post(url, data=file, headers=headers)

print(response.text)
