curl --location '{{mediaUrl}}/waInstance{{idInstance}}/uploadFile/{{apiTokenInstance}}' \
--header 'Content-Type: text/plain' \
--header 'GA-Filename: a.txt' \
--data-binary '@a.txt'
