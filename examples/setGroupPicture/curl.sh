curl --location '{{apiUrl}}/waInstance{{idInstance}}/setGroupPicture/{{apiTokenInstance}}' \
--form 'chatId="-10000000000000"' \
--form 'file=@"picture.jpg"'
