import requests

url = "{{mediaUrl}}/waInstance{{idInstance}}/sendFileByUpload/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "caption": "A file"
}
files = {
    "file": ("a.txt", open("a.txt", "rb"), "text/plain")
}

response = requests.post(url, data=payload, files=files)

print(response.text)
